"""The pages, as data: the menu, the router, the guard and the tests read this list.

Every page has its own address. `/` shows the landing page of whoever is looking. A page in the menu of no
one (section None) is reached by links. Who may open a page is `analytics.access.ROLES_OF_PAGE`.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access import Viewer, may

SECTIONS = ("My work", "Practice", "Learning", "How we know", "Data")
OUTCOME_FILTERS = ("period", "site", "program", "age_group", "episodes")


@dataclass(frozen=True)
class Page:
    """One page. filters: which shared filters it uses; needs_data: whether it is pointless before an import."""

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
        "caseload",
        "My caseload",
        "caseload/page.py",
        "caseload",
        ":material/groups:",
        "Your open clients, the ones to think about first at the head of the list.",
        "My work",
        filters=("site", "program", "age_group"),
    ),
    Page(
        "client",
        "Client timeline",
        "client/page.py",
        "client",
        ":material/timeline:",
        "One client's scores, session by session.",
        None,
    ),
    Page(
        "overview",
        "Overview",
        "overview/page.py",
        "overview",
        ":material/home:",
        "How clients of the practice ended up, and whether anything changed.",
        "Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        "outcomes",
        "Outcomes",
        "outcomes/page.py",
        "outcomes",
        ":material/trending_up:",
        "How far clients travelled, next to published services.",
        "Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        "alliance",
        "Alliance",
        "alliance/page.py",
        "alliance",
        ":material/handshake:",
        "Whether the alliance goes with outcome here, and what became of drops.",
        "Practice",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        "therapists",
        "Therapist comparison",
        "therapists/page.py",
        "therapists",
        ":material/compare_arrows:",
        "Who differs by more than chance usually explains, and how sure that is.",
        "Learning",
        filters=OUTCOME_FILTERS,
    ),
    Page(
        "supervision",
        "Training focus",
        "supervision/page.py",
        "supervision",
        ":material/school:",
        "What to practise next, how sure that is, and what goes well.",
        "Learning",
    ),
    Page(
        "evidence",
        "Evidence",
        "evidence/page.py",
        "evidence",
        ":material/menu_book:",
        "What studies found, what your data say, and how we know.",
        "How we know",
        filters=("period", "site", "program", "age_group"),
    ),
    Page(
        "early_warning",
        "Early-warning model",
        "early_warning/page.py",
        "early-warning",
        ":material/notifications:",
        "What a flag means here, how often it misses, and when a simple rule is as good.",
        "How we know",
        menu="Early warning",
    ),
    Page(
        "data",
        "Data & import",
        "data/page.py",
        "data",
        ":material/upload_file:",
        "Bring an export in, see what is missing.",
        "Data",
        needs_data=False,
    ),
    Page(
        "definitions",
        "Definitions & settings",
        "definitions/page.py",
        "definitions",
        ":material/tune:",
        "What every word and rule means, and their sources.",
        "Data",
        menu="Definitions",
        needs_data=False,
    ),
)
PAGES: dict[str, Page] = {page.key: page for page in _ALL}
NO_SUCH_PAGE = "no-such-page"

_LANDING = (("owner", "overview"), ("supervisor", "caseload"), ("therapist", "caseload"), ("office", "data"))


def landing_page(viewer: Viewer) -> str:
    """The page this viewer starts on: an owner the overview, whoever sees clients their caseload."""
    return next(
        (page for role, page in _LANDING if role in viewer.roles and may(viewer, page)), "definitions"
    )


def by_url(url: str, viewer: Viewer) -> Page | None:
    """The page at an address without slashes; the landing page at the empty one."""
    key = landing_page(viewer) if url == "" else next((page.key for page in _ALL if page.url == url), None)
    return PAGES.get(key)
