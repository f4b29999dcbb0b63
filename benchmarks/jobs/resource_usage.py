"""Program that runs a Python module and prints its wall time, CPU time and peak memory as JSON.

A small process of its own, because Linux counts what the starting process held as memory of the started one.
"""

import json
import os
import subprocess
import sys
import time

MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


def main(arguments: list[str]) -> int:
    """Run a module as a child process, print its time and peak memory, and return its exit status."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    used = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * MAXRSS_BYTES}
    print(json.dumps(used))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
