"""Command line of the process: `python -m bot COMMAND`; the commands are in `bot.cli.commands`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.backup import add_restore
from bot.cli.commands import VERBS


def main(arguments: Sequence[str]) -> int:
    """Runs a verb; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, verb in VERBS.items():
        sub = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        _arguments(name, sub)
    verbs.add_parser("help", help="Prints this.")
    asked = parser.parse_args(arguments)
    if asked.verb == "help":
        parser.print_help()
        return 0
    return VERBS[asked.verb](asked)


def _arguments(verb: str, sub: argparse.ArgumentParser) -> None:
    match verb:
        case "run":
            sub.add_argument("--force", action="store_true", help="poll even if a webhook is set")
            sub.add_argument("--without", metavar="PARTS", help="leave these parts to others: a,b")
        case "work":
            sub.add_argument("--only", metavar="PARTS", required=True, help="these parts: a,b")
        case "audit":
            sub.add_argument("what", choices=["verify"], help="check the chain of its rows")
        case "doctor":
            drained = "say also what holds only when nothing is left to do"
            sub.add_argument("--drained", action="store_true", help=drained)
        case "status":
            sub.add_argument("--json", action="store_true", help="for scripts: one line of JSON")
        case "backup":
            sub.add_argument("file", type=Path, metavar="FILE", help="a name that is still free")
        case "restore":
            add_restore(sub)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
