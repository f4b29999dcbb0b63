"""Check that requests come from this computer only; requests through an unknown proxy are refused."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

import streamlit as st

from pages.shell import served

REFUSAL = (
    "Holdfast answers this computer only. Start it with `python3 start.py` and open the address it prints."
)
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def is_loopback(address: str | None) -> bool:
    """Return whether a server's bind address is loopback; False for None (all interfaces)."""
    if not address:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def is_proxied(headers: Mapping[str, str]) -> bool:
    """Return whether the request headers show a proxy, which could serve other computers."""
    present = {name.lower() for name in headers}
    return any(name in present for name in _PASSED_ON)


def is_refused() -> bool:
    """Return whether to refuse a visit, because it may come from another computer without protection."""
    if not is_loopback(st.get_option("server.address")):
        return True
    return served.address() is None and is_proxied(dict(st.context.headers))  # else the gate has looked
