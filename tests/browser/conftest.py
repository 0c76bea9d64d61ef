"""The real bot in its sandbox, and a browser in front of it: one of each for all tests here."""

import inspect
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright
from pytest_asyncio import fixture as shared

from tests.bot.bot_process import answers, bot, free_port, until
from tests.browser.stage import Stage, open_stage, open_window

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
REBOUND = "rebound.example"
"""A foreign name that has come to mean this machine (DNS rebinding)."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """All tests here share one loop, because they share one browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and inspect.iscoroutinefunction(item.obj):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address; bot and emulator stop at the end."""
    folder = tmp_path_factory.mktemp("sandbox")
    page, http = free_port(), free_port()
    with bot(folder, SANDBOX__PORT=str(page), HTTP__PORT=str(http)) as program:
        try:
            until(lambda: answers(f"http://127.0.0.1:{http}/healthz"))
            until(lambda: "in a browser" in program.out)
            yield f"http://127.0.0.1:{page}"
        except AssertionError as error:
            raise AssertionError(program.out) from error
        finally:
            program.stop()


@shared(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium of this machine, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert path, "the tests of the page need chromium"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        await chromium.close()


@shared(scope="session", loop_scope="session")
async def desktop(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A window of a usual size."""
    async with open_window(browser, width=1200, height=700) as window:
        yield window


@shared(loop_scope="session")
async def empty(desktop: BrowserContext, sandbox: str) -> AsyncIterator[Stage]:
    """The page as it is at first: nobody has started."""
    async with open_stage(desktop, sandbox) as stage:
        yield stage


@shared(loop_scope="session")
async def stage(desktop: BrowserContext, sandbox: str) -> AsyncIterator[Stage]:
    """A hospital is open in ten days, and both phones are in use."""
    async with open_stage(desktop, sandbox, opened=True) as stage:
        yield stage


@shared(loop_scope="session")
async def pocket(browser: Browser, sandbox: str) -> AsyncIterator[Stage]:
    """The page as it is at first, in a window as large as a phone."""
    async with (
        open_window(browser, width=390, height=844) as window,
        open_stage(window, sandbox) as stage,
    ):
        yield stage
