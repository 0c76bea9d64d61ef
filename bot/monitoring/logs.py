"""Log output: one line a record, UTC, on stderr, secrets redacted.

A record is an event name and fields. Personal data cannot be recognised here: log ids only.
"""

import logging
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

from bot.config.redaction import Redactor

# Lower than this the libraries tell too much (httpx the token, telegram what people write) or
# call alarming what is meant (apscheduler: a tick skipped because the last one still runs).
_AT_LEAST = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.WARNING,
    "apscheduler": logging.ERROR,
    "alembic": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "asyncio": logging.INFO,
}

_BEFORE: Sequence[Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logging(
    *,
    level: Literal["debug", "info", "warning", "error"],
    format: Literal["json", "console"],  # noqa: A002 - the setting's name
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every record of the process, ours and the libraries', through one redacting handler.

    Uncaught exceptions come through it as well. Handlers that others attached so far are taken
    off; one attached later needs a RedactingFormatter of its own. Of python-telegram-bot, `debug`
    shows INFO at most: its DEBUG lines carry the texts of messages.
    """
    handler = OneLineHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(format=format, redact=Redactor(secrets)))
    _take_over(handler, logging.getLevelNamesMapping()[level.upper()])
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_BEFORE,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record whole (message, arguments, traceback, stack), then redacts all of it."""

    def __init__(self, *, format: Literal["json", "console"], redact: Redactor) -> None:  # noqa: A002
        super().__init__(
            foreign_pre_chain=_BEFORE,
            processors=[
                self.remove_processors_meta,
                structlog.processors.format_exc_info,  # without locals, which hold everything
                structlog.processors.JSONRenderer() if format == "json" else _console(),
            ],
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One line: a line break in a text cannot pass for a record of its own."""
        line = self._redact(super().format(record))
        return line if line.isprintable() else "".join(map(_visible, line))


class OneLineHandler(logging.StreamHandler[TextIO]):
    """A stream handler that does not quote the arguments of a record it cannot format."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Name the place in the code; the stock one prints message and arguments unredacted."""
        error = sys.exception()
        place = f"{record.pathname}:{record.lineno}"
        with suppress(OSError, ValueError):  # the stream itself may be broken or closed
            self.stream.write(f"a log record was lost: {type(error).__name__} at {place}\n")


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )


def _take_over(handler: logging.Handler, level: int) -> None:
    for name in list(logging.root.manager.loggerDict):
        other = logging.getLogger(name)
        other.handlers.clear()
        other.propagate = True
    asked = {"telegram": logging.INFO} if level == logging.DEBUG else {}
    for name, lowest in {**_AT_LEAST, **asked}.items():
        logging.getLogger(name).setLevel(max(level, lowest))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _last_words
    threading.excepthook = _last_words_of_a_thread


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("bot").critical("not caught", exc_info=(kind, error, trace))


def _last_words_of_a_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        _last_words(args.exc_type, args.exc_value, args.exc_traceback)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
