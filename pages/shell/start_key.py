"""Access key of a practice without accounts: a cookie set by the address that `start.py` prints.

Other users of this computer, and web pages of other programs on it, can reach the port of the server.
Therefore the practice's own data are shown only to a browser that has opened the printed address. The
made-up practice needs no key. A server that was not started by `start.py` has no key and answers everybody
on this computer.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping

import streamlit as st

from analytics.messages import gettext

VARIABLE = (
    "HOLDFAST_START_TOKEN"  # set by start.py for the server, never passed as an argument that others can list
)
PATH = "/open"  # pages/server/start_route.py
NEEDED = gettext(
    "This browser shows the made-up practice only. For your own data open the address that was printed where Holdfast"
    " was started."
)
_BOUND = "start_cookie"  # the cookie that this tab's session state belongs to


def token() -> str | None:
    """Return the access key of this server; None for a server without a key."""
    return os.environ.get(VARIABLE) or None


def cookie() -> str:
    """Return the name of the key's cookie, unique to this start, as all ports of a computer share cookies."""
    return f"holdfast_start_{hashlib.sha256((token() or '').encode()).hexdigest()[:8]}"


def fits(given: str | None) -> bool:
    """Return whether the given text equals the server's access key, compared in constant time."""
    return hmac.compare_digest((given or "").encode(), (token() or "").encode()) and bool(given)


def opens(cookies: Mapping[str, str]) -> bool:
    """Return whether a browser with these cookies may see the data of a practice without accounts."""
    return token() is None or fits(cookies.get(cookie()))


def is_held() -> bool:
    """Return whether the browser of this page run has the access key.

    If the cookie of a tab has changed, its session state is cleared first, as a stolen session id could open
    it.
    """
    held = opens(st.context.cookies)
    if st.session_state.get(_BOUND, held) != held:
        st.session_state.clear()
    st.session_state[_BOUND] = held
    return held
