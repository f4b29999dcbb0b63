"""Job that prints the large libraries loaded after start-up and the first page, one per line."""

from __future__ import annotations

import sys

from streamlit.testing.v1 import AppTest

from benchmarks.processes import ROOT
from pages.server import warmup

HEAVY = ("sklearn", "statsmodels", "scipy.stats")

if __name__ == "__main__":
    warmup.prepare()
    page = AppTest.from_file(str(ROOT / "pages" / "shell" / "router.py"), default_timeout=120).run()
    if page.exception or not page.title:
        sys.exit(f"the first page was not shown: {page.exception}")
    print("\n".join(name for name in HEAVY if name in sys.modules))
