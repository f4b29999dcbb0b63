"""Key of a practice where nobody signs in: a cookie from the address that `start.py` printed.

The port of this computer is open to its other accounts and to web pages of its other programs. So own data are shown
only to a browser that was opened with the printed address. The made-up practice needs no key. A server that was not
started by `start.py` has no key and answers everybody on this computer.
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
    """Return the key of this server; None where it has none."""
    return os.environ.get(VARIABLE) or None


def cookie() -> str:
    """Return the name of the cookie, of this start alone: ports of one computer share their cookies."""
    return f"holdfast_start_{hashlib.sha256((token() or '').encode()).hexdigest()[:8]}"


def fits(given: str | None) -> bool:
    """Return whether a given key is that of this server; compared in constant time."""
    return hmac.compare_digest((given or "").encode(), (token() or "").encode()) and bool(given)


def opens(cookies: Mapping[str, str]) -> bool:
    """Return whether a browser with these cookies may see own data where nobody signs in."""
    return token() is None or fits(cookies.get(cookie()))


def is_held() -> bool:
    """Return whether the browser of this page run has the key.

    A tab whose cookie has changed loses its session state first, which a stolen session id could otherwise open.
    """
    held = opens(st.context.cookies)
    if st.session_state.get(_BOUND, held) != held:
        st.session_state.clear()
    st.session_state[_BOUND] = held
    return held
