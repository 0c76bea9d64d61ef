"""Command line of the process: `python -m bot COMMAND`; the commands are in `bot.cli.commands`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli import audit
from bot.cli.backup import RESTORE_EXAMPLES, add_restore
from bot.cli.commands import COMMANDS

EXAMPLES = {"audit": audit.EXAMPLES, "restore": RESTORE_EXAMPLES}


def main(arguments: Sequence[str]) -> int:
    """Run a command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=command.__doc__,
            description=command.__doc__,
            epilog=EXAMPLES.get(name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _arguments(name, sub)
    commands.add_parser("help", help="Print this help.")
    asked = parser.parse_args(arguments)
    if asked.command == "help":
        parser.print_help()
        return 0
    return COMMANDS[asked.command](asked)


def _arguments(command: str, sub: argparse.ArgumentParser) -> None:
    match command:
        case "run":
            sub.add_argument("--force", action="store_true", help="poll even if a webhook is set")
            required = "refuse to start unless telegram.mode is set, as the container does"
            sub.add_argument("--mode-required", action="store_true", help=required)
            others = "leave these workers to other processes, as a,b"
            sub.add_argument("--without", metavar="WORKERS", help=others)
        case "work":
            sub.add_argument("--only", metavar="WORKERS", required=True, help="as a,b")
        case "audit":
            audit.add_audit(sub)
        case "doctor":
            drained = "also check invariants that require an empty backlog"
            sub.add_argument("--drained", action="store_true", help=drained)
        case "status":
            sub.add_argument("--json", action="store_true", help="one line of JSON, for scripts")
        case "backup":
            sub.add_argument("file", type=Path, metavar="FILE", help="a new file")
        case "restore":
            add_restore(sub)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
