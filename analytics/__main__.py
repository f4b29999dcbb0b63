"""Entry point of `python -m analytics`: prints and exports every figure of the pages without a browser."""

import sys

from analytics import import_guard
from analytics.cli import main, ready
from analytics.store import atomic_file

if __name__ == "__main__":
    atomic_file.restrict_umask()
    import_guard.bar("pandas")
    ready()
    sys.exit(main(sys.argv[1:]))
