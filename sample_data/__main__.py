"""Command line `python -m sample_data`: writes a made-up practice and prints summary figures."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sample_data import generate, parameters, write
from sample_data.marginals import summarize


def main() -> None:
    """Write a made-up practice with the command-line options and print its summary figures."""
    parser = argparse.ArgumentParser(
        prog="python -m sample_data", description=(__doc__ or ":").split(":", 1)[1]
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write into")
    parser.add_argument("--clients", type=int, default=parameters.CLIENTS)
    parser.add_argument("--therapists", type=int, default=parameters.THERAPISTS)
    parser.add_argument("--seed", type=int, default=parameters.SEED)
    parser.add_argument("--data-date", type=date.fromisoformat, default=parameters.DATA_DATE)
    given = parser.parse_args()
    practice = generate(given.clients, given.therapists, given.seed, given.data_date)
    for path in write(practice, given.out):
        print(f"{path}  {path.stat().st_size:,} bytes")
    for name, value in summarize(practice).items():
        print(f"{name:28}{value:10.3f}" if isinstance(value, float) else f"{name:28}{value:10,}")


if __name__ == "__main__":
    main()
