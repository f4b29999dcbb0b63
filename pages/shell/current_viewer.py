"""Identity of the viewer, and the practice on screen: the user's own or the made-up one.

The router calls `identify_viewer` once per run. A person or store named by the browser is checked; unknown
ones are replaced by the first one. The address contains an opaque key, never a name.
"""

from __future__ import annotations

import contextlib
import functools
import os
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException

from analytics import sql
from analytics.access import (
    LOST,
    ROLES_OF_PAGE,
    PeopleUnreadable,
    Person,
    Viewer,
    may,
    read_people,
    separate_codes,
    viewer_for,
)
from analytics.messages import gettext
from analytics.store import DataFolder, Store, StoreUnusable, Version
from pages.shell import served, signed_in

OWN, MADE_UP = "Your practice", "Made-up practice"
_SAW_MADE_UP = "saw_made_up"  # in this tab, at its last run
_STAYED = "practice_stayed"  # this tab was put on one practice by us and not by a click
_ROLE_NAMES = {
    "owner": "Owner",
    "supervisor": "Supervisor",
    "therapist": "Therapist",
    "office": "Office manager",
}


@dataclass(frozen=True)
class Session:
    """Viewer, data folder, store and data version of one page run.

    version is None before the first import; demo: the made-up practice.
    """

    viewer: Viewer
    folder: DataFolder
    store: Store
    version: Version | None
    demo: bool


@functools.lru_cache(maxsize=8)
def _folder(path: str | None) -> DataFolder:
    return DataFolder(path)


def folder() -> DataFolder:
    """Return the data folder: HOLDFAST_DATA if set, else the user's private data folder."""
    return _folder(os.environ.get("HOLDFAST_DATA") or None)


def identify_viewer() -> Session:
    """Draw the practice switch and the person selector if needed; return the Session of this run."""
    data = folder()
    is_open = signed_in.own_viewer(data.practice, None) is not signed_in.NOBODY
    own = _shown(data.practice) if is_open else None
    try:
        made_up = None if served.address() else _shown(data.sample)  # shown on this computer only
    except StoreUnusable:
        if own is None:
            raise
        made_up = None  # damage of the made-up practice keeps nobody from their own
    demo = made_up is not None and (own is None or _wants_made_up())
    st.session_state[_SAW_MADE_UP] = demo
    if made_up is None or not demo:
        return Session(signed_in.own_viewer(data.practice, own), data, data.practice, own, False)
    try:
        people = read_people(data.sample.folder / "people.json")
    except PeopleUnreadable:
        people = ()
    if not people:
        with st.sidebar:
            st.markdown(
                gettext("{lost} Start Holdfast again: the made-up people are written anew.").format(lost=LOST)
            )
        return Session(
            Viewer(person="nobody", name="Nobody", roles=frozenset(), store="sample"),
            data,
            data.sample,
            made_up,
            True,
        )
    return Session(
        viewer_of(_persona(people), people, data.sample, made_up), data, data.sample, made_up, True
    )


def viewer_of(person: Person, people: tuple[Person, ...], store: Store, version: Version) -> Viewer:
    """Return a Viewer with the access rights of a person in a data version.

    If therapist codes of several people were merged, the viewer loses these codes, so that nobody sees other
    people's clients.
    """
    viewer = viewer_for(person, store.name, owner_client_pages=version.definitions.access.owner_client_pages)
    return separate_codes(viewer, people, store.warehouse(version).shown_therapist)


def _shown(store: Store) -> Version | None:
    """Return a store's current data version, rebuilt if its table layout is outdated; None without data."""
    version = store.current()
    if version is not None and version.layout != sql.schema_hash():  # after a fall-back to an older version
        store.bring_up_to_date()
        version = store.current()
    return version


def _wants_made_up() -> bool:
    """Draw the switch between own and made-up practice; return True if the made-up one is selected.

    A tab that showed the made-up practice before there was an own one, and an address with a made-up person, stay
    there: neither may turn into a view of own data by itself.
    """
    began_there = st.session_state.get(_SAW_MADE_UP) or "as" in st.query_params
    if began_there and "practice" not in st.session_state and "practice" not in st.query_params:
        st.query_params["practice"] = MADE_UP  # so that loading the tab again changes nothing either
        st.session_state["practice"] = MADE_UP
        st.session_state[_STAYED] = True
    default = None if st.session_state.get(_STAYED) else OWN
    with st.sidebar:
        choice = st.segmented_control(
            "Data",
            (OWN, MADE_UP),
            default=default,
            key="practice",
            bind="query-params",
            required=True,
            wrap=True,
        )
    if choice == OWN and "as" in st.query_params:
        with contextlib.suppress(
            StreamlitAPIException
        ):  # in the run of the click the selector still holds it
            del st.query_params["as"]
    return choice != OWN if st.session_state.get(_STAYED) else choice == MADE_UP


def choose_own() -> None:
    """Switch this browser tab to the user's own practice, from the next run on.

    Called after an import into that practice.
    """
    st.session_state["practice"] = OWN
    st.session_state[_STAYED] = True


def _least(people: tuple[Person, ...]) -> Person:
    """Return the person with the fewest rights: fewest visible clients, then fewest pages."""

    def rights(person: Person) -> tuple[int, int]:
        viewer = viewer_for(person)
        return len(viewer.therapists or ()), sum(may(viewer, page) for page in ROLES_OF_PAGE)

    return min(people, key=rights)


def label(person: Person) -> str:
    """Return the label of a person with role and name: `Supervisor · L. Hartmann`."""
    return f"{_ROLE_NAMES[person.role]} · {person.name}"


def _persona(people: tuple[Person, ...]) -> Person:
    """Draw the selector of made-up persons; return the one chosen there or in the page address.

    The default is the first person (an owner). If the address names an unknown person, it is the person with
    the fewest rights.

    A widget bound to the address shows the text in the address, so a hidden selector has the opaque keys and
    the visible one has the names.
    """
    by_key = {person.key: person for person in people}
    keys = list(by_key)
    asked = st.query_params.get("as")
    if (
        asked is not None and asked not in by_key
    ):  # a person who does not exist is given the least, not the most
        st.session_state["as"] = _least(people).key
    with st.sidebar:
        with st.container(key="persona-out-of-sight"):
            held = st.selectbox("Key", keys, key="as", bind="query-params")
        held = held if held in by_key else keys[0]
        st.session_state["persona"] = held
        st.selectbox(
            "Demo: viewing as",
            keys,
            key="persona",
            format_func=lambda key: label(by_key[key]),
            on_change=_change_persona,
        )
    return by_key[held]


def _change_persona() -> None:
    st.session_state["as"] = st.session_state["persona"]
