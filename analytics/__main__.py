"""Entry point of `python -m analytics`: prints and exports every figure of the pages without a browser."""

import argparse
import sys

from analytics import import_guard
from analytics.cli import main, ready
from analytics.cli.context import CliContext
from analytics.cli.result import Result
from analytics.store import atomic_file


def report(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `report`, which prints what the pages say.

    The one place where the package knows of the pages; they are loaded only when something is printed.
    """
    from pages.report import command

    return command.run(context, given)


OF_PAGES = {"report": report}

if __name__ == "__main__":
    atomic_file.restrict_umask()
    import_guard.bar("pandas")
    ready()
    sys.exit(main(sys.argv[1:], OF_PAGES))
