"""The one stylesheet. Colours follow the reader's light or dark theme without a rerun.

It leans on the hooks listed in HOOKS; a browser test asserts that each is still there, because a new
Streamlit may rename them. If one is lost, text and charts stay readable: figure colours reach 3:1 on both
grounds by themselves.
"""

from __future__ import annotations

import streamlit as st

HOOKS = (
    ".stApp",
    '[data-testid="stMainBlockContainer"]',
    '[data-testid="stMarkdownContainer"]',
    '[data-testid="stVerticalBlock"]',
    '[data-testid="stSidebar"]',
    ".stPlotlyChart",
)

# Colours in figures (safe on both grounds) and what they become in the light and the dark theme.
FIGURE = {"w": (35, 116, 198), "a": (187, 121, 169), "o": (190, 90, 8), "g": (103, 105, 111)}

_TOKENS = """
.stApp{--hf-w:light-dark(#2270bf,#5aa2ea);--hf-a:light-dark(#843f72,#e6b3dc);--hf-o:light-dark(#c25a0a,#ee8a33);
--hf-g:light-dark(#7c8085,#8b9399);--hf-line:light-dark(#d9d6cd,#37434a);--hf-tint:light-dark(#fbe9da,#33200f);
--hf-ref:light-dark(#767c82,#8f979d);--hf-soft:light-dark(#f1efe9,#1f282d);--hf-accent:light-dark(#0b6b6b,#5cc2b8)}
"""

_CHART = """
.stPlotlyChart :is(.cartesianlayer,.infolayer,.xaxislayer-above,.yaxislayer-above) text{fill:currentColor!important;fill-opacity:.9}
.stPlotlyChart .hoverlayer text{fill:currentColor!important}
.stPlotlyChart .hoverlayer .hovertext path{fill:light-dark(#ffffff,#192024)!important;stroke:var(--hf-g)!important}
"""

_LAYOUT = """
[class*="out-of-sight"]{display:none!important}
[data-testid="stBaseButton-primary"]{color:light-dark(#ffffff,#0d1214)!important}
[data-testid="stMainBlockContainer"]{max-width:1180px;margin:0 auto}
[data-testid="stVerticalBlock"] h3{padding-top:.1rem;padding-bottom:.1rem}
[data-testid="stMarkdownContainer"]:has(>.hf),[data-testid="stMarkdownContainer"]:has(.hf){margin-bottom:0!important}
.hf .hf-lead{font-size:1.12rem;line-height:1.5;max-width:64ch;margin:0 0 .35rem 0}.hf .hf-lead b{font-weight:650}
.hf .hf-how{font-size:.88rem;line-height:1.5;opacity:.92;max-width:72ch;margin:0 0 .2rem 0}
.hf .hf-small,.hf .hf-sub{font-size:.82rem;line-height:1.4;opacity:.9}.hf .hf-sub{display:block}
.hf .hf-y{font-size:.84rem;opacity:.9;margin:.35rem 0 -.6rem 0}
.hf .hf-num{font-variant-numeric:tabular-nums}.hf .hf-sep{border-top:1px solid var(--hf-line);margin:.1rem 0}
.hf .hf-strip{display:flex;flex-wrap:wrap;gap:.25rem .6rem;align-items:center;font-size:.86rem;margin:-.5rem 0 .1rem}
.hf .hf-side{font-size:.84rem;line-height:1.5}
.hf .hf-bar{border-left:3px solid var(--hf-g);background:var(--hf-soft);padding:.45rem .8rem;border-radius:.3rem;line-height:1.5}
.hf .hf-note{line-height:1.5;max-width:72ch;margin:0 0 .2rem}.hf .hf-quote{border-left:3px solid var(--hf-a);padding:.1rem 0 .1rem .8rem;margin:.2rem 0 .45rem;line-height:1.5}
.hf .hf-facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.1rem;margin:.1rem 0;line-height:1.45}
.hf .hf-facts dt{opacity:.9}.hf .hf-facts dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.hf .hf-list{margin:.1rem 0 .2rem;padding-left:1.15rem;line-height:1.5}.hf .hf-list li{margin:.15rem 0}
"""

_PIECES = """
.hf .hf-chip{display:inline-flex;gap:.35rem;align-items:center;font-size:.8rem;font-weight:600;line-height:1.5;padding:.04rem .55rem;
border-radius:1rem;border:1px solid rgba(128,134,140,.8);margin:0 .3rem .25rem 0;white-space:nowrap}
.hf .hf-chip.look{border-color:var(--hf-o);background:var(--hf-tint)}.hf .hf-chip.look i{color:var(--hf-o);font-style:normal;font-size:.72rem}
.hf .hf-chip.demo{border-style:dashed;margin:0;border-color:var(--hf-g)}
.hf .hf-legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.86rem;margin:.1rem 0 .15rem}
.hf .hf-legend span{display:inline-flex;align-items:center;gap:.42rem}
.hf .hf-row{display:grid;grid-template-columns:6.4rem 200px 1fr 7.6rem;gap:1.2rem;align-items:center;padding:.15rem 0}
.hf .hf-row .id{font-weight:650;font-size:1.04rem;overflow-wrap:anywhere}.hf .hf-row .why{line-height:1.42}.hf .hf-row .why b{font-weight:650}
.hf .hf-rows>.hf-row+.hf-row{border-top:1px solid var(--hf-line)}.hf .hf-rows .hf-row{padding:.5rem 0}
.hf .hf-rows a{color:inherit;text-decoration-color:var(--hf-g)}.hf .hf-rows a:focus-visible{outline:2px solid var(--hf-accent);outline-offset:2px}
.hf .hf-freq{font-variant-numeric:tabular-nums;font-weight:650}.hf .hf-freq small{font-weight:400;opacity:.9;display:block;line-height:1.3;font-size:.82rem}
.hf .hf-dots{width:100%;max-width:330px;height:auto;display:block;margin:.1rem 0 .3rem}
.hf .hf-meter{width:200px;max-width:100%;height:8px;display:block;margin:.35rem 0}
.hf .hf-spark{display:block;max-width:100%}
.hf svg .m-w{color:var(--hf-w)}.hf svg .m-a{color:var(--hf-a)}.hf svg .m-o{color:var(--hf-o)}.hf svg .m-g{color:var(--hf-g)}
.hf svg .k-full{fill:currentColor;stroke:none}.hf svg .k-open{fill:none;stroke:currentColor;stroke-width:1.4}
.hf svg .k-line{stroke:currentColor;stroke-width:2.4;fill:none}.hf svg .k-thin{stroke:currentColor;stroke-width:1.4;fill:none}
.hf svg .k-dash{stroke:currentColor;stroke-width:1.5;stroke-dasharray:4 3;fill:none}.hf svg .k-band{fill:currentColor;fill-opacity:.22;stroke:none}
.hf svg .k-path{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.hf svg .k-ref{stroke:var(--hf-ref);stroke-width:1.2;stroke-dasharray:2.5 3}.hf svg .k-text{fill:currentColor;fill-opacity:.9;font-size:11px}
"""

_NARROW = """
@media (max-width:640px){.hf .hf-row{grid-template-columns:1fr auto;gap:.3rem .8rem;padding-bottom:.1rem}
.hf .hf-row .spark{grid-column:1/3;order:3}.hf .hf-row .why{grid-column:1/3;order:4}.hf .hf-row .hf-freq{text-align:right}
.hf .hf-row .spark svg{width:240px;height:auto}.hf .hf-lead{font-size:1.05rem}.hf .hf-facts{grid-template-columns:1fr}.hf .hf-facts dd{margin-bottom:.3rem}
[data-testid="stMainBlockContainer"]{padding-left:1rem;padding-right:1rem}}
@media print{[data-testid="stSidebar"],[data-testid="stHeader"],[data-testid="stToolbar"]{display:none!important}
.stContainer,[data-testid="stLayoutWrapper"]{break-inside:avoid}}
"""


def css() -> str:
    """The whole stylesheet as text."""
    remap = "".join(
        f'.stPlotlyChart [style*="{what}: rgb({r}, {g}, {b})"]{{{what}:var(--hf-{name})!important}}'
        for name, (r, g, b) in FIGURE.items()
        for what in ("stroke", "fill")
    )
    return _TOKENS + remap + _CHART + _LAYOUT + _PIECES + _NARROW


def apply() -> None:
    """Put the stylesheet on the page; called once per run by the router."""
    st.html(f"<style>{css()}</style>")
