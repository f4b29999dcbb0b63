"""`python -m analytics`: everything a page shows, without a browser."""

import signal
import sys

from analytics.cli import main
from analytics.store import private

if __name__ == "__main__":
    private.only_for_me()
    # As an exit, so that an import that is stopped from outside removes its private copies of the files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
