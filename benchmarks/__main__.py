"""`python -m benchmarks [--quick | --full] [--minutes N] [NAME ...]`: measure, write the report.

Each measure runs in its own process; if one fails, the report says so and the others go on.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import busy, machine
from benchmarks.measures import MEASURES
from benchmarks.one_measure import interrupt_on_sigterm, read
from benchmarks.report import Run, short, table, text
from benchmarks.results import Result
from benchmarks.sizes import FULL, NORMAL, QUICK, Size

FOLDER = Path(__file__).parent
README = FOLDER.with_name("README.md")
LEAVE_TIMEOUT_S = 30.0
"""Seconds for a measure that timed out to end what it has started."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 if every measure ran, whatever it measured; 1 if one failed; 2 for an unknown
    name.
    """
    asked = _parser().parse_args(arguments)
    interrupt_on_sigterm()
    unknown = [name for name in asked.names if name not in MEASURES]
    if unknown:
        print(f"no such measure: {' '.join(unknown)}; there are: {' '.join(MEASURES)}")
        return 2
    size = QUICK if asked.quick else FULL if asked.full else NORMAL
    minutes = size.minutes if asked.minutes is None else asked.minutes
    run = Run(machine(), size.name, busy(), results={}, failed=[])
    for name in asked.names or MEASURES:
        found = _measured(name, size, minutes)
        if found is None:
            run.failed.append(name)
        else:
            run.results[name] = found
            print("\n".join(table({name: found})), *found.notes, "", sep="\n", flush=True)
    folder = Path(asked.into)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text(text(run), "utf-8")
    if asked.readme:
        README.write_text(_with_table(README.read_text("utf-8"), short(run)), "utf-8")
    return 1 if run.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py bench", description=__doc__)
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="minutes instead of an hour")
    how_much.add_argument(
        "--full", action="store_true", help="with 10 M bookings, and an hour's watch"
    )
    parser.add_argument("--minutes", type=float, help="how long memory is watched")
    parser.add_argument("--readme", action="store_true", help="puts the short table into it, too")
    parser.add_argument("--into", default=str(FOLDER), help="the folder of the report")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(MEASURES))
    return parser


def _with_table(readme: str, table: str) -> str:
    """README with the table between its two comments."""
    begin, end = "<!-- bench -->\n", "<!-- /bench -->"
    before, _, rest = readme.partition(begin)
    return f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"


def _measured(name: str, size: Size, minutes: float) -> Result | None:
    """Result of a measure; None if it failed."""
    print(f"--- {name}: {MEASURES[name].WHAT}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as made:
        file = Path(made, "found.json")
        arguments = (name, size.name, str(minutes), str(file))
        code = _ended(arguments, within=size.limit + minutes * 60)
        print(f"    {time.monotonic() - began:.0f} s", flush=True)
        if code == 0:
            found = read(name, file)
            return replace(found, notes=[*found.notes, f"load average at its end: {busy()}"])
    print(f"{name} FAILED ({code})", flush=True)
    return None


def _ended(arguments: Sequence[str], *, within: float) -> int | None:
    """Exit code of the process; None after a timeout. The process has ended in either case."""
    command = [sys.executable, "-m", "benchmarks.one_measure", *arguments]
    with subprocess.Popen(command) as process:  # noqa: S603 - our own, without a shell
        try:
            return process.wait(within)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _leave(process)


def _leave(process: "subprocess.Popen[bytes]") -> None:
    """End the process with what it has started."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(LEAVE_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
