"""Tests of the shipped Streamlit configuration: no data leave the computer, no red or green colours."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

WANTED = {
    "server.address": "127.0.0.1",
    "server.maxUploadSize": 200,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.allowedOrigins": [],
    "runner.magicEnabled": False,
    "runner.postScriptGC": True,
    "logger.enableRich": False,
}


@pytest.mark.parametrize("key", sorted(WANTED))
def test_setting(key):
    section, name = key.split(".")
    assert CONFIG[section][name] == WANTED[key]


def test_hosts_are_this_computer_only():
    assert set(CONFIG["server"]["allowedHosts"]) == {"localhost", "127.0.0.1", "[::1]", "::1"}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_theme_lists_are_long_enough(mode):
    theme = CONFIG["theme"][mode]
    assert len(theme["chartCategoricalColors"]) >= 10  # fewer and every go.Figure falls back to other colours
    assert theme["chartCategoricalColors"][:4] == ["#2374c6", "#bb79a9", "#be5a08", "#67696f"]
    assert len(theme["chartSequentialColors"]) == len(theme["chartDivergingColors"]) == 10


def _is_red_or_green(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    strong = max(red, green, blue) - min(red, green, blue) > 90
    return strong and (
        (red > 1.8 * green and red > 1.8 * blue) or (green > 1.35 * red and green > 1.35 * blue)
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_red_and_no_green(mode):
    theme = CONFIG["theme"][mode]
    colours = {
        name: value for name, value in theme.items() if isinstance(value, str) and value.startswith("#")
    }
    found = {
        n
        for n, value in colours.items()
        if not n.lower().startswith(("orange", "yellow")) and _is_red_or_green(value)
    }
    assert found <= {"primaryColor"}
    for family in ("red", "green"):
        for kind in ("Color", "TextColor", "BackgroundColor"):
            assert theme[family + kind] == theme["gray" + kind]
