"""List of all pages, used by the menu, the router, the access check and the tests.

Every page has its own address; `/` shows the viewer's landing page. A page in no menu section (None) is
reached by links. `analytics.access.ROLES_OF_PAGE` defines who may open a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Viewer, may

SECTIONS = ("My work", "Practice", "Learning", "How we know", "Data")
OUTCOME_FILTERS = ("period", "site", "program", "age_group", "episodes")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: file, address, menu entry, filters, and whether it needs data.

    filters: which shared filters it uses; needs_data: whether it is pointless before an import.
    """

    key: str
    title: str
    file: str
    url: str
    icon: str
    help: str
    section: str | None
    menu: str = ""
    filters: tuple[str, ...] = ()
    needs_data: bool = True


_ALL = (
    Page(
        key="caseload",
        title="My caseload",
        file="caseload/page.py",
        url="caseload",
        icon=":material/groups:",
        help="Your open clients, the ones to think about first at the head of the list.",
        section="My work",
        filters=("site", "program", "age_group"),
    ),
    Page(
        key="client",
        title="Client timeline",
        file="client/page.py",
        url="client",
        icon=":material/timeline:",
        help="One client's scores, session by session.",
        section=None,
    ),
    Page(
        key="overview",
        title="Overview",
        file="overview/page.py",
        url="overview",
        icon=":material/home:",
        help="How clients of the practice ended up, and whether anything changed.",
        section="Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        key="outcomes",
        title="Outcomes",
        file="outcomes/page.py",
        url="outcomes",
        icon=":material/trending_up:",
        help="How far clients travelled, next to published services.",
        section="Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        key="alliance",
        title="Alliance",
        file="alliance/page.py",
        url="alliance",
        icon=":material/handshake:",
        help="Whether the alliance goes with outcome here, and what became of drops.",
        section="Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        key="therapists",
        title="Therapist comparison",
        file="therapists/page.py",
        url="therapists",
        icon=":material/compare_arrows:",
        help="Who differs by more than chance usually explains, and how sure that is.",
        section="Learning",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        key="supervision",
        title="Training focus",
        file="supervision/page.py",
        url="supervision",
        icon=":material/school:",
        help="What to practise next, how sure that is, and what goes well.",
        section="Learning",
    ),
    Page(
        key="evidence",
        title="Evidence",
        file="evidence/page.py",
        url="evidence",
        icon=":material/menu_book:",
        help="What studies found, what your data say, and how we know.",
        section="How we know",
        filters=("period", "site", "program", "age_group"),
    ),
    Page(
        key="early_warning",
        title="Early-warning model",
        file="early_warning/page.py",
        url="early-warning",
        icon=":material/notifications:",
        help="What a flag means here, how often it misses, and when a simple rule is as good.",
        section="How we know",
        menu="Early warning",
    ),
    Page(
        key="report",
        title="Reports",
        file="report/page.py",
        url="report",
        icon=":material/print:",
        help="The same results on paper, for a board or for supervision.",
        section="Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        key="data",
        title="Data & import",
        file="data/page.py",
        url="data",
        icon=":material/upload_file:",
        help="Bring an export in, see what is missing.",
        section="Data",
        needs_data=False,
    ),
    Page(
        key="definitions",
        title="Definitions & settings",
        file="definitions/page.py",
        url="definitions",
        icon=":material/tune:",
        help="What every word and rule means, and their sources.",
        section="Data",
        menu="Definitions",
        needs_data=False,
    ),
    Page(
        key="people",
        title="People",
        file="people/page.py",
        url="people",
        icon=":material/badge:",
        help="Who signs in, with which rights, and who did what.",
        section="Data",
        needs_data=False,
    ),
)
PAGES: dict[str, Page] = {page.key: page for page in _ALL}
NO_SUCH_PAGE = "no-such-page"

_LANDING = (("owner", "overview"), ("supervisor", "caseload"), ("therapist", "caseload"), ("office", "data"))


def landing_page(viewer: Viewer) -> str:
    """Return the key of this viewer's start page: overview, caseload, data or definitions."""
    return next(
        (page for role, page in _LANDING if role in viewer.roles and may(viewer, page)), "definitions"
    )


def by_url(url: str, viewer: Viewer) -> Page | None:
    """Return the page with this address; an empty address is the start page, an unknown one gives None."""
    key = landing_page(viewer) if url == "" else next((page.key for page in _ALL if page.url == url), None)
    return None if key is None else PAGES[key]
