"""Tests of the warm-up at start: frozen objects, and no delay of responses."""

import asyncio
import json
import socket
import subprocess
import sys

from pages.server import warmup
from tests.support.server import ROOT

SCRIPT = """
import gc, json, sys, time
from pages.server import gc_tuning, warmup
real, gc.freeze = gc.freeze, lambda: None
warmup.prepare()

def seconds():
    best = []
    for _ in range(5):
        begin = time.perf_counter(); gc.collect(2); best.append(time.perf_counter() - begin)
    return min(best)

before = seconds()
gc.freeze = real
gc_tuning.freeze()
found = {"before": before, "after": seconds(), "frozen": gc.get_freeze_count(), "loaded": sorted(sys.modules)}
print(json.dumps(found))
"""


def test_the_garbage_pass_after_a_run_costs_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={"HOLDFAST_DATA": str(tmp_path), "PATH": "", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["frozen"] > 50_000
    assert found["after"] < found["before"] / 20
    assert found["after"] < 0.010
    assert "plotly.graph_objects" in found["loaded"]
    assert not {"sklearn", "scipy.stats", "plotly.express", "openpyxl"} & set(found["loaded"])


LATE_IMPORT = """
import gc, json
from types import SimpleNamespace
from analytics import version_cache
from pages.server import gc_tuning
gc_tuning.freeze()
before = gc.get_freeze_count()
gc_tuning.after_run()
unchanged = gc.get_freeze_count() == before
def late(of):
    import scipy.stats
version_cache.get(late, SimpleNamespace(cache_key=("file", "name", "digest")))
gc_tuning.after_run()
print(json.dumps({"before": before, "unchanged": unchanged, "after": gc.get_freeze_count()}))
"""


def test_a_big_late_import_is_frozen_too():
    done = subprocess.run(
        [sys.executable, "-c", LATE_IMPORT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["unchanged"], "a run that remembered nothing pays for nothing"
    assert found["after"] > found["before"] + 20_000


def test_connections_of_a_socket_without_protocol_number_do_not_wait(monkeypatch):
    """TCP_NODELAY is set even for a socket without a protocol number, such as that of Streamlit."""
    monkeypatch.setattr(asyncio.base_events, "_set_nodelay", asyncio.base_events._set_nodelay)
    warmup.set_tcp_nodelay()

    async def one_connection() -> int:
        seen = asyncio.get_running_loop().create_future()

        async def accepted(_, writer):
            option = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            seen.set_result(option)
            writer.close()

        listening = socket.socket(family=socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        server = await asyncio.start_server(accepted, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname())
        try:
            return await asyncio.wait_for(seen, 5)
        finally:
            writer.close()
            server.close()

    assert asyncio.run(one_connection()) != 0
