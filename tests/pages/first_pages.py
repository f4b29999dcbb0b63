"""Helpers to run the pages of a practice new to Holdfast, as seen by each role."""

from __future__ import annotations

import os
from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics import caseload
from analytics.access import Person, this_computer, viewer_for
from analytics.filters import Filters
from analytics.store import DataFolder
from tests.pages.run_page import SECONDS
from tests.support import command, first_practices
from tests.support.server import ROOT

ROLES = ("everybody", "owner", "supervisor", "therapist", "office")


def practice(kind: str, folder: Path) -> Path:
    """Import a practice from `first_practices.KINDS` into a data folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = first_practices.write(kind, folder)
    day = first_practices.YEAR_OLD_LAST_DAY if kind == "year_old" else first_practices.LAST_DAY
    done = command.run("import", str(path), "--today", day.isoformat(), "--json", data=folder)
    assert done.document["outcome"].startswith("accept"), done.document["message"]
    return folder


def person(role: str, folder: Path) -> Person | None:
    """Return a person with this role, or None (no sign-in) for the role `everybody`.

    A supervisor supervises all therapists; a therapist is the first of them.
    """
    if role == "everybody":
        return None
    warehouse = DataFolder(folder).practice.warehouse()
    rows = warehouse.query("own_therapists", scope=this_computer().scope).dicts()
    codes = [row["therapist"] for row in rows if row["therapist"]]
    own = codes[0] if role == "therapist" and codes else None
    return Person(role, role.title(), role, own, frozenset(codes if role == "supervisor" else ()))


def _router(page: str, role: str | None, own: str | None, supervises: tuple, root: str) -> None:
    """Script for AppTest: identify the viewer of the user's own practice, then run the page."""
    from pathlib import Path

    import streamlit as st

    from analytics.access import Person, this_computer, viewer_for
    from pages.shell import current_viewer, filter_options, filters, registry, request_context

    data = current_viewer.folder()
    viewer = this_computer()
    if role is not None:
        viewer = viewer_for(Person(role, role.title(), role, own, frozenset(supervises)), "practice")
    who = current_viewer.Session(viewer, data, data.practice, data.practice.current(), False)
    links = {
        key: st.Page(
            str(Path(root) / "pages" / entry.file), title=entry.title, url_path=key, default=key == page
        )
        for key, entry in registry.PAGES.items()
    }
    chosen = st.navigation(list(links.values()), position="hidden")
    options = filter_options.for_session(who)
    shown = filters.sidebar(options, filters.offered(registry.PAGES[page], options))
    with request_context.bind(request_context.PageRequest(who, shown, links)):
        chosen.run()


def start(page: str, folder: Path, one: Person | None, **address: str) -> AppTest:
    """Run the page once as this person; None stands for the user of this computer, who has all roles."""
    os.environ["HOLDFAST_DATA"] = str(folder)
    given = {"role": None, "own": None, "supervises": ()}
    if one is not None:
        given = {"role": one.role, "own": one.therapist, "supervises": tuple(sorted(one.supervises))}
    test = AppTest.from_function(_router, kwargs={"page": page, "root": str(ROOT), **given})
    test.default_timeout = SECONDS
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def charts(test: AppTest) -> list[str]:
    """Return the alternative texts of all charts on the page."""
    return [one.proto.alt for one in test.get("plotly_chart")]


def records(folder, who) -> list[str]:
    """Return the record ids of up to two open clients that this person may see."""
    viewer = this_computer() if who is None else viewer_for(who, "practice")
    found = caseload.caseload(DataFolder(folder).practice.warehouse(), viewer.scope, Filters()).clients
    return [one.record_id for one in found[:2]]
