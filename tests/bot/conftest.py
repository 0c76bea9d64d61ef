"""What the tests of the process need: reports with half a character, loggers put back."""

import logging
import sys
import threading
from collections.abc import Generator, Iterator

import pytest
import structlog


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A log line with a lone surrogate must not break the workers' wire."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


@pytest.fixture
def loggers_afterwards_as_before() -> Iterator[None]:
    """For who configures the logs."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram",
              "apscheduler", "aiohttp.access", "uvicorn.access", "asyncio")}  # fmt: skip
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
