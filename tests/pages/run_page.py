"""Helpers to run one page in AppTest as one person, without a menu, on a given data folder."""

from __future__ import annotations

import os
from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics.access import Person, read_people
from tests.support.server import ROOT

SECONDS = 60


def _router(page: str, person: str | None, root: str, account: str | None = None) -> None:
    """Script for AppTest: identify the viewer, then run the page."""
    from pathlib import Path
    from unittest import mock

    import streamlit as st

    from analytics.access import find, read_people, this_computer
    from analytics.accounts import roster
    from pages.shell import current_viewer, filter_options, filters, registry, request_context, signed_in

    data = current_viewer.folder()
    if account is not None:
        shown = data.practice.current()
        viewer = roster.viewer_named(data.practice.folder, "practice", account, owner_client_pages=False)
        who = current_viewer.Session(viewer, data, data.practice, shown, False)
    elif person is None:
        who = current_viewer.Session(this_computer(), data, data.practice, data.practice.current(), False)
    else:
        people = read_people(data.sample.folder / "people.json")
        version = data.sample.current()
        viewer = current_viewer.viewer_of(find(people, person), people, data.sample, version)
        who = current_viewer.Session(viewer, data, data.sample, version, True)
    links = {
        key: st.Page(
            str(Path(root) / "pages" / entry.file), title=entry.title, url_path=key, default=key == page
        )
        for key, entry in registry.PAGES.items()
    }
    chosen = st.navigation(list(links.values()), position="hidden")
    options = filter_options.for_session(who)
    shown = filters.sidebar(options, filters.offered(registry.PAGES[page], options))
    own = viewer if account is not None else this_computer()  # AppTest has no cookies
    with (
        mock.patch.object(signed_in, "own_viewer", return_value=own),
        request_context.bind(request_context.PageRequest(who, shown, links)),
    ):
        chosen.run()


def people(folder: Path) -> dict[str, Person]:
    """Return the first person of each role in the made-up practice."""
    found: dict[str, Person] = {}
    for person in read_people(Path(folder) / "sample" / "people.json"):
        found.setdefault(person.role, person)
    return found


def start(
    page: str, folder: Path, person: Person | None = None, *, account: str | None = None, **address: str
) -> AppTest:
    """Run the page once; if `person` is None, show the user's own practice, to the person of an account if named."""
    os.environ["HOLDFAST_DATA"] = str(folder)
    test = AppTest.from_function(
        _router,
        kwargs={
            "page": page,
            "person": person.key if person else None,
            "root": str(ROOT),
            "account": account,
        },
    )
    test.default_timeout = SECONDS
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def words(test: AppTest) -> str:
    """Return all text of the page: headings, paragraphs, labels, buttons."""
    parts = [one.value for kind in (test.title, test.subheader, test.markdown) for one in kind]
    parts += [
        one.label for kind in (test.button, test.selectbox, test.expander, test.text_input) for one in kind
    ]
    return "\n".join(str(part) for part in parts)
