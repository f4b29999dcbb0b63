"""Test that each package of `analytics` can be the first one that a program imports: no circle of imports."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import importlib, json, pkgutil, sys
import analytics
failed = {}
for module in pkgutil.iter_modules(analytics.__path__):
    for loaded in [name for name in sys.modules if name.partition(".")[0] == "analytics"]:
        del sys.modules[loaded]
    try:
        importlib.import_module("analytics." + module.name)
    except (ImportError, AttributeError) as error:
        failed[module.name] = str(error)
print(json.dumps(failed))
"""


def test_each_package_can_be_imported_first():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
