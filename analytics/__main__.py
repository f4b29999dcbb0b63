"""`python -m analytics`: everything a page shows, without a browser."""

import sys

from analytics.cli import main, ready
from analytics.store import private

if __name__ == "__main__":
    private.only_for_me()
    ready()
    sys.exit(main(sys.argv[1:]))
