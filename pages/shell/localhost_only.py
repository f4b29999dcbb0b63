"""Whether this server answers this computer only. There is no sign-in yet, so anything else is refused."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

import streamlit as st

REFUSAL = (
    "Holdfast has no sign-in yet, so it answers this computer only. "
    "Start it with `python3 start.py` and open the address it prints."
)
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def is_loopback(address: str | None) -> bool:
    """Return whether a bind address is reachable from this computer only; none means every interface."""
    if not address:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def is_proxied(headers: Mapping[str, str]) -> bool:
    """Return whether a request came through a proxy, which would hand a loopback server to others."""
    present = {name.lower() for name in headers}
    return any(name in present for name in _PASSED_ON)


def is_refused() -> bool:
    """Return whether nothing may be shown: the server is bound wider than loopback or behind a proxy."""
    return not is_loopback(st.get_option("server.address")) or is_proxied(dict(st.context.headers))
