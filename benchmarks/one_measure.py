"""One measure in its own process: `python -m benchmarks.one_measure NAME SIZE MINUTES FILE`.

The result goes into the file, for `python -m benchmarks` to read.
"""

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.measures import MEASURES
from benchmarks.results import Measurement, Result
from benchmarks.sizes import SIZES


def main(name: str, size: str, minutes: str, file: str) -> None:
    interrupt_on_sigterm()
    found = MEASURES[name].measure(replace(SIZES[size], minutes=float(minutes)))
    rounds = [list(reading.rounds) for reading in found.readings]
    Path(file).write_text(json.dumps({"rounds": rounds, "notes": list(found.notes)}), "utf-8")


def interrupt_on_sigterm() -> None:
    """Handle SIGTERM like Ctrl-C, so that child processes are ended."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.default_int_handler)


def read(name: str, file: Path) -> Result:
    """Result written by `main`."""
    found = json.loads(file.read_text("utf-8"))
    marks = MEASURES[name].MARKS
    readings = [Measurement(*each) for each in zip(marks, found["rounds"], strict=False)]
    return Result(readings, found["notes"])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
