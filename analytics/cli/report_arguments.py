"""Arguments and help texts of the command `report`."""

from __future__ import annotations

import argparse

from analytics.cli.options import day, path, text, wrapped

REPORTS = {
    "board": "two pages for a board: is it working, did anything change, who stays, how sure, what we did; it names "
    "no therapist and no client",
    "own": "one page for a therapist: clients to think about this week, own alliance profile",
    "client": "one page in large type for a therapist and a client to look at together",
    "model-card": "what the early warning is for, how it was made and how well it does",
    "fixed": "measures that an owner chose before a period began, on the Reports page; all of them are printed",
}


def add_report(command: argparse.ArgumentParser) -> None:
    """Add the kind, the filters and the file to the parser of the command `report`."""
    kinds = "; ".join(f"{name}: {words}" for name, words in REPORTS.items())
    command.description = wrapped(
        f"Print one report as a tagged PDF with embedded fonts, from the same results as the pages. {kinds}."
    )
    command.add_argument("kind", metavar="KIND", help=" | ".join(REPORTS))
    command.add_argument("--out", metavar="FILE", type=path, required=True, help="a file that ends in .pdf")
    command.add_argument(
        "--therapist",
        metavar="CODE",
        type=text,
        help="of whom, for a report on one therapist (default with --as: that person)",
    )
    command.add_argument("--client", metavar="CODE", type=text, help="of whom, for a report on one client")
    command.add_argument(
        "--choice",
        type=int,
        metavar="N",
        help="for fixed: number of the choice (default: the newest that stands)",
    )
    command.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="first day of the period")
    command.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="last day of the period")
    command.add_argument("--site", type=text, help="one site, as the export writes it")
    command.add_argument("--program", type=text, help="one programme")
    command.add_argument("--age-group", choices=("adult", "adolescent", "child"))
    command.add_argument(
        "--episodes", choices=("closed", "open", "all"), help="default: what the definitions say"
    )
