"""Streamlit's command line with `gc.freeze` disabled, for comparison with the normal app."""

from __future__ import annotations

import gc
import sys


def _nothing() -> None:
    """Do nothing; replaces `gc.freeze`."""


if __name__ == "__main__":
    gc.freeze = _nothing
    from streamlit.web import cli

    sys.exit(cli.main(prog_name="streamlit"))
