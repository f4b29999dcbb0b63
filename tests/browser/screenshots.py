"""Screenshots of all pages for every role, in light and dark mode, in desktop and phone size.

    python -m tests.browser.screenshots --out DIR [--page overview] [--role owner] [--practice no_endings]

Starts a server of its own with the made-up practice, or with one of `tests.support.first_practices` in its place, and
ends it again. Prints each picture's path and the first sentence of its page. Needs a Chromium, Chrome or Edge.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from analytics.access import may, read_people, viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from sample_data.install import install
from tests.support import browser as support
from tests.support import first_installed, first_practices, screen
from tests.support.server import Server, running

SIZES = {"screen": (1360, 1000), "phone": (390, 844)}
SCHEMES = ("light", "dark")
HIGHEST = 6000  # px of a picture
DRAWN = 700  # ms a chart needs after its size changed


@dataclass(frozen=True)
class Shot:
    """Page to photograph: page key, role, query string of the address, and file name."""

    page: str
    role: str
    query: str
    name: str


def shots(folder: DataFolder) -> Iterator[Shot]:
    """Yield every page that a role may open, the tabs of Outcomes, and the timeline of one client."""
    first = {}
    for person in read_people(folder.sample.folder / "people.json"):
        first.setdefault(person.role, person)
    for role, person in first.items():
        viewer = viewer_for(person)
        for page in PAGES:
            if not may(viewer, page):
                continue
            query = f"as={person.key}"
            if page in ("client", "client_sheet"):
                found = caseload(folder.sample.warehouse(), viewer.scope, Filters()).clients
                if not found:
                    continue
                query += f"&client={found[0].record_id}&session=2"
            yield Shot(page, role, query, f"{page}-{role}")
            if page == "therapists" and role == "owner":
                yield Shot(
                    page,
                    role,
                    f"{query}&compare=Ended+unplanned&period=All+data",
                    "therapists-unplanned-owner",
                )
            if page == "outcomes" and role == "owner":
                yield Shot(page, role, f"{query}&measure=Mean+change", "outcomes-mean-change-owner")
                yield Shot(page, role, f"{query}&measure=Ended+unplanned", "outcomes-unplanned-owner")


def take(browser: Browser, server: Server, shot: Shot, scheme: str, size: str, out: Path) -> str:
    """Take a screenshot of the whole page; return its path and the page's lead sentence."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    support.visit(page, f"{server.url}/{PAGES[shot.page].url}?{shot.query}")
    _grow(page, width)
    path = out / f"{shot.name}-{size}-{scheme}.png"
    page.screenshot(path=path)
    said = screen.lead(page) if page.locator(".hf-lead").count() else screen.words(page)[:200]
    context.close()
    return f"{path}: {said}"


def _grow(page: Page, width: int) -> None:
    page.wait_for_timeout(DRAWN)
    tall = page.get_by_test_id("stMain").evaluate("element => element.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(tall) + 20, HIGHEST)})
    page.wait_for_timeout(DRAWN)


def main() -> None:
    """Take the screenshots chosen on the command line and print their paths."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the pictures, made if it is missing"
    )
    parser.add_argument("--page", choices=sorted(PAGES), help="only this page")
    parser.add_argument("--role", help="only this role")
    parser.add_argument("--practice", choices=first_practices.KINDS, help="in place of the made-up practice")
    parser.add_argument("--quick", action="store_true", help="only the light screen")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        folder = DataFolder(data)
        if chosen.practice:
            first_installed.with_people(chosen.practice, Path(data))
        else:
            install(folder)
        wanted = [
            shot
            for shot in shots(folder)
            if chosen.page in (None, shot.page) and chosen.role in (None, shot.role)
        ]
        with running(Path(data)) as server, support.opened() as browser:
            for shot in wanted:
                for scheme in SCHEMES[:1] if chosen.quick else SCHEMES:
                    for size in list(SIZES)[:1] if chosen.quick else SIZES:
                        print(take(browser, server, shot, scheme, size, chosen.out))


if __name__ == "__main__":
    main()
