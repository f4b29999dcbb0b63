"""Set-up and start of Holdfast; needs only Python 3.11 to 3.14.

    python3 start.py [--port N] [--data DIR] [--no-browser]    set up, then run; Ctrl-C ends it
    python3 start.py --serve ADDRESS [--port N] [--data DIR]   run for people who sign in (docs/operations.md)
    python3 start.py test [--slow] [pytest arguments]          set up with the test tools, then test
    python3 start.py setup                                     only set up, and check what was set up
    python3 start.py run ARGUMENTS                             the command line, from any folder (run --help)
    python3 start.py --version                                 the version of Holdfast

The environment is `.venv` beside this file. It is filled from `requirements.txt` (for tests from
`tests/requirements.txt`), where every package is pinned by hash, with uv if there is one, else with pip.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parent)
)  # also where Python was told to leave it out (-P, -I)

from launcher import environment, server_process


def command_line(arguments: list[str]) -> int:
    """Run `python -m analytics` with these arguments in the caller's working directory."""
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    paths = [str(environment.ROOT), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [str(environment.python_in_venv()), "-P", "-m", "analytics", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, env)  # signals and the exit status are the command's own
    return subprocess.run(command, env=env).returncode


def version() -> str:
    """Return Holdfast's version from pyproject.toml."""
    lines = Path(__file__).with_name("pyproject.toml").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("version"))


def test(arguments: list[str]) -> int:
    """Run style, format, architecture and type checks, then the tests; return 0 if all pass."""
    python, env = str(environment.python_in_venv()), server_process.child_variables(None)
    tools = environment.python_in_venv().parent
    steps = [
        ("Style", [python, "-m", "ruff", "check", "."]),
        ("Format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("Architecture", [str(tools / "lint-imports"), "--no-logo"]),
        ("Types", [str(tools / "basedpyright")]),
        ("Tests", [python, "-m", "pytest", *parallel(arguments), *arguments]),
    ]
    failed = []
    for name, command in steps:
        environment.say(f"== {name}")
        if subprocess.run(command, cwd=environment.ROOT, env=env).returncode:
            failed.append(name)
    if failed:
        environment.say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def parallel(arguments: list[str]) -> list[str]:
    """Return the pytest options for a parallel run; empty on one processor or if `arguments` exclude it.

    Arguments that select tests, plug-ins, workers or the debugger rule it out.
    """
    said = any(
        one in ("-n", "-p", "--pdb") or one.startswith(("-n", "--numprocesses", "tests")) for one in arguments
    )
    processors = os.cpu_count() or 1
    workers = min(processors + 1, 4)  # one more than processors: tests in the browser often wait
    # Whole files, in the order they are found: the browser tests are the longest and come first.
    return (
        [] if said or processors < 2 else ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    )


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Parse the command line; return (options of start.py, arguments to pass on).

    After `test` and `run` every argument is passed on.
    """
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Set Holdfast up and run it.",
        epilog="start.py run ARGUMENTS is the command line (start.py run --help); start.py setup only sets up and "
        "checks; start.py test [--slow] [pytest arguments] runs the tests.",
    )
    parser.add_argument("--version", action="version", version=f"Holdfast {version()}")
    parser.add_argument(
        "--port", type=int, help=f"port on 127.0.0.1 (default: {server_process.USUAL_PORT}, or any free one)"
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: the private per-user one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--serve",
        metavar="ADDRESS",
        help="let people of other computers sign in, behind a proxy that is reached at this https address",
    )
    parser.add_argument("command", nargs="?", choices=("test", "setup", "run"), help=argparse.SUPPRESS)
    if arguments[:1] in (["test"], ["run"]):
        return argparse.Namespace(command=arguments[0]), arguments[1:]
    return parser.parse_args(arguments), []


def main(arguments: list[str]) -> int:
    """Run start.py with the given arguments and return its exit status."""
    chosen, rest = parse(arguments)
    try:
        environment.check_python(sys.version_info[:2])
        lock = environment.TEST_LOCK if chosen.command == "test" else environment.RUN_LOCK
        environment.mend(lock, thorough=chosen.command == "setup")
        checked = chosen.command == "setup" or not environment.is_ready(lock)
        environment.set_up(lock)
        if checked:
            environment.verify()
        if chosen.command == "setup":
            environment.say("Ready, and checked: every package can be loaded. Run: python3 start.py")
            return 0
        if chosen.command == "run":
            return command_line(rest)
        if chosen.command == "test":
            return test(rest)
        if chosen.serve:
            return server_process.serve_others(chosen.port, chosen.data, chosen.serve)
        return server_process.serve(chosen.port, chosen.data, not chosen.no_browser)
    except environment.Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
