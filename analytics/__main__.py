"""`python -m analytics`: everything a page shows, without a browser."""

import sys

from analytics.cli import main, ready

if __name__ == "__main__":
    ready()
    sys.exit(main(sys.argv[1:]))
