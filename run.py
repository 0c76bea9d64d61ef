#!/usr/bin/env python3
"""Everything a contributor types: `python3 run.py [VERB]`; `help` lists the verbs.

Needs nothing but Python: it makes .venv itself. Does NOT know the bot's own verbs
(those are `.venv/bin/python -m bot VERB`) and does NOT install anything outside .venv.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)

# Before everything else, and in words that an older Python still understands.
if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "run.py: this is Python {}.{}, checkup-bot needs 3.11 or newer. "
        "Try: python3.11 run.py".format(*sys.version_info)
    )

import argparse
import hashlib
import importlib.util
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("bot", "handlers", "domain", "jobs", "sandbox", "benchmarks")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

# Each lock holds all of the one before it.
LOCKS = RUN, SERVER, TEST, BENCH, BROWSER = tuple(
    f"requirements{more}.lock" for more in ("", "-server", "-test", "-bench", "-browser")
)

SERIAL = ("tests/browser", "tests/benchmarks")  # one test after the other
PARALLEL = tuple(f"--ignore={folder}" for folder in SERIAL)
# Four on the two processors that everybody has: tests wait for half of their time.
WORKERS = ("-n", "4", "--dist", "worksteal")


def run(args: Sequence[str]) -> int:
    """Start the bot: in the sandbox, or on Telegram when a token is set (the default)."""
    install(SERVER if "postgresql" in os.environ.get("CHECKUP_DATABASE__URL", "") else RUN)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bot", "run", *args])  # noqa: S606 -- no shell is wanted


def test(args: Sequence[str]) -> int:
    """Run the tests but for the slow ones, or all in the given paths; arguments go to pytest."""
    install(TEST)
    named = any((ROOT / argument.partition("::")[0]).exists() for argument in args)
    selection = () if named else (*PARALLEL, "-m", "not slow")
    return python("-m", "pytest", *WORKERS, *selection, *args)


def lint(args: Sequence[str]) -> int:
    """Check style, types and who may import whom; changes nothing."""
    no_arguments("lint", args)
    install(TEST)
    return first_failure(
        python("-m", "ruff", "check", "."),
        python("-m", "ruff", "format", "--check", "."),
        python("-m", "mypy", "--strict", *PACKAGES, "run.py"),
        python("-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-logo"),
    )


def format(args: Sequence[str]) -> int:  # noqa: A001 -- a verb is called as it is typed
    """Sort imports and lay out the code, here or in the given paths."""
    install(TEST)
    paths = args or (".",)
    return first_failure(
        python("-m", "ruff", "check", "--select", "I", "--fix", *paths),
        python("-m", "ruff", "format", *paths),
    )


def check(args: Sequence[str]) -> int:
    """Do all that must pass before a change goes in: lint, test, the page, the gates."""
    no_arguments("check", args)
    chromium = find_chromium()
    install(BROWSER)
    steps: dict[str, Callable[[], int]] = {
        "lint": lambda: lint([]),
        "test": lambda: test([]),
        "slow": lambda: python("-m", "pytest", *WORKERS, *PARALLEL, "-m", "slow"),
        "serial": lambda: python("-m", "pytest", *SERIAL, CHROMIUM=chromium),
        "fresh": lambda: python("-m", "tests.tooling.fresh_machine"),
        "prove": lambda: prove([]),
    }
    results = [timed(name, step) for name, step in steps.items()]
    print("\n".join(line for line, _ in results))
    return first_failure(*(code for _, code in results))


def prove(args: Sequence[str]) -> int:
    """Measure the promises: prove [--minutes N] [GATE ...]; all gates if none is named."""
    parser = argparse.ArgumentParser("run.py prove", description=prove.__doc__)
    parser.add_argument("--minutes", type=float, help="how long each gate goes on; default: short")
    parser.add_argument("gates", nargs="*", metavar="GATE")
    asked = parser.parse_args(args)
    known = gate_names()
    unknown = [name for name in asked.gates if name not in known]
    if unknown or not known:
        refuse(f"no such gate: {' '.join(unknown) or 'any'}; there are: {' '.join(known) or '-'}")
    install(TEST)
    limit = () if asked.minutes is None else ("--minutes", str(asked.minutes))
    codes = {name: gate(name, limit) for name in asked.gates or known}
    failed = [name for name, code in codes.items() if code]
    named = f", failed: {' '.join(failed)}" if failed else ""
    print(f"{len(codes) - len(failed)} of {len(codes)} gates passed{named}", flush=True)
    return first_failure(*codes.values())


def bench(args: Sequence[str]) -> int:
    """Measure the speed: bench [--quick | --full] [--minutes N] [NAME ...]; writes a report."""
    install(BENCH)
    return python("-m", "benchmarks", *args)


def sizes(args: Sequence[str]) -> int:
    """Print sizes of files and functions, type-ignores, and files over the soft limit."""
    no_arguments("sizes", args)
    return spawn(sys.executable, "-m", "tests.tooling.sizes")


def help(args: Sequence[str]) -> int:  # noqa: A001 -- a verb is called as it is typed
    """Print this."""
    no_arguments("help", args)
    print("python3 run.py [VERB] [ARGUMENTS]\n")
    for name, verb in VERBS.items():
        print(f"  {name:<8}{verb.__doc__}")
    print("\nEverything else the bot can do: .venv/bin/python -m bot --help")
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    verb.__name__: verb for verb in (run, test, lint, format, check, prove, bench, sizes, help)
}


def install(lock: str) -> None:
    """Make .venv and put the lock's packages into it, unless they are in it already."""
    if PYTHON.exists() and any(map(is_installed, LOCKS[LOCKS.index(lock) :])):
        return
    began = time.monotonic()
    uv = shutil.which("uv")
    make_venv(uv)
    print(f"Setting up .venv from {lock} ...", flush=True)
    pip = (uv, "pip") if uv else (str(PYTHON), "-m", "pip")
    into = ("--python", str(PYTHON)) if uv else ("--disable-pip-version-check",)
    code = spawn(*pip, "install", "-q", *into, "--require-hashes", "-r", lock)
    if code:
        refuse(f"the packages of {lock} could not be installed (see above)", code)
    stamp(lock).write_text(fingerprint(lock))
    print(f"Ready in {time.monotonic() - began:.0f} s.", flush=True)


def make_venv(uv: str | None) -> None:
    """Make .venv unless it is there and works; a half-made one is made again."""
    if PYTHON.exists() and (uv or PYTHON.with_name("pip").exists()):
        return
    if not uv and importlib.util.find_spec("ensurepip") is None:
        refuse("this Python cannot make a venv. Debian, Ubuntu: apt-get install python3-venv")
    maker = (uv, "venv", "-q", "--python", sys.executable) if uv else (sys.executable, "-m", "venv")
    if code := spawn(*maker, "--clear", str(VENV)):
        refuse(".venv could not be made (see above)", code)


def is_installed(lock: str) -> bool:
    return stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock)


def stamp(lock: str) -> Path:
    return VENV / f"installed-{lock}"


def fingerprint(lock: str) -> str:
    """What has to be the same for an installation to be good: the lock and the Python."""
    content = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return "{} {}.{}".format(content, *sys.version_info)


def find_chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return found or refuse("check needs a browser. Debian, Ubuntu: apt-get install chromium")


def gate_names() -> list[str]:
    return sorted(p.stem for p in (ROOT / "tests/gates").glob("*.py") if p.stem[0] != "_")


def gate(name: str, limit: Sequence[str]) -> int:
    print(f"--- {name}", flush=True)
    return python("-m", f"tests.gates.{name}", *limit)


def timed(name: str, step: Callable[[], int]) -> tuple[str, int]:
    print(f"=== {name}", flush=True)
    began = time.monotonic()
    code = step()
    verdict = "ok" if code == 0 else f"FAILED ({code})"
    return f"{name:<8}{verdict:<12}{time.monotonic() - began:6.1f} s", code


def python(*args: str, **environment: str) -> int:
    # Else each of the many processes that start would compile everything anew.
    return spawn(str(PYTHON), *args, **{"PYTHONDONTWRITEBYTECODE": "", **environment})


def spawn(*command: str, **environment: str) -> int:
    """Run a program in the project's folder; what it prints is ours. Answers its exit code."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


def first_failure(*codes: int) -> int:
    """The first exit code that is not 0; a step killed by a signal counts as 1."""
    failed = next(filter(None, codes), 0)
    return failed if failed >= 0 else 1


def no_arguments(verb: str, args: Sequence[str]) -> None:
    if args:
        refuse(f"{verb} takes no arguments (got: {' '.join(args)})")


def refuse(why: str, code: int = 2) -> NoReturn:
    print(f"run.py: {why}", file=sys.stderr)
    sys.exit(code)


def main(args: Sequence[str]) -> int:
    if args and args[0] in {"-h", "--help"}:
        return help([])
    if not args or args[0].startswith("-"):
        return run(args)
    if args[0] not in VERBS:
        refuse(f"no such verb: {args[0]}; the verbs are: {' '.join(VERBS)}")
    return VERBS[args[0]](args[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
