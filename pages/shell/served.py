"""Public https address under which other computers reach Holdfast through a proxy, if there is one.

`start.py --serve https://NAME` sets it for the server, which itself still listens on this computer only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

VARIABLE = "HOLDFAST_SERVE"
REFUSAL = (
    "This is not the address under which Holdfast is served here. Ask whoever runs it for the right one."
)


def address() -> SplitResult | None:
    """Return the public address set with `start.py --serve`; None if only this computer is served."""
    given = os.environ.get(VARIABLE)
    return urlsplit(given) if given else None


def is_through_proxy(headers: Mapping[str, str]) -> bool:
    """Return whether a request came through the TLS proxy and under the public address.

    Parameters
    ----------
    headers : lower-case name -> value.
    """
    served = address()
    return (
        served is not None
        and headers.get("x-forwarded-proto") == "https"
        and headers.get("host", "").lower() == served.netloc.lower()
    )
