"""What a person does on the page and sees there, in the words of the tests."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, expect

from handlers.texts import Wording
from tests.bot.bot_process import Emulated, page_token, until

PATIENCE = 8_000  # milliseconds; two processors may be busy with other tests
CUSTOMER, ALEX, ADMIN = 1001, 1002, 9001
HOSPITAL = "한빛병원"
PHONE = "02-123-4567"
REGISTER = "✅ 등록"
expect.set_options(timeout=PATIENCE)


class Phone:
    """One of the two phones on the page."""

    def __init__(self, page: Page, side: str) -> None:
        self.root = page.get_by_test_id(f"phone-{side}")
        self.input = self.root.get_by_test_id("input")
        self.alert = self.root.get_by_test_id("alert")
        self.heard = self.root.locator("[data-testid=message][data-from=bot]")

    async def starts(self) -> None:
        await self.root.get_by_test_id("start").click()
        await expect(self.heard.last).to_be_visible()

    async def says(self, text: str) -> None:
        await self.input.fill(text)
        await self.root.get_by_test_id("send").click()

    def key(self, label: str) -> Locator:
        """The newest inline button that begins like that, itself or after its day."""
        begins = re.compile(rf"(?:^|· ){re.escape(label)}(?!\d)")
        return self.root.get_by_test_id("keyboard-button").filter(has_text=begins).last

    async def taps(self, label: str) -> None:
        await self.key(label).click()

    async def hears(self, *words: str) -> None:
        """The last message of the bot holds all of them, at once or soon."""
        for word in words:
            await expect(self.heard.last).to_contain_text(word)

    async def code(self) -> str:
        """The booking code in the last message."""
        return await self.heard.last.locator("code").last.inner_text()


class Stage:
    """The page, its tools, and what went wrong on it."""

    def __init__(self, page: Page, telegram: Emulated) -> None:
        self.page = page
        self.telegram = telegram
        self.customer = Phone(page, "customer")
        self.admin = Phone(page, "admin")
        self.day = self.today() + timedelta(days=10)
        self.cell = str(self.day.day)
        self.line = f"/addhospital {HOSPITAL} {self.day} 30 {PHONE}"
        self.requests: list[str] = []
        self.troubles: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def strangers(self) -> list[str]:
        """Requests that left this machine."""
        asked = [urlsplit(url) for url in self.requests]
        return [
            url.geturl() for url in asked if url.scheme != "data" and url.hostname != "127.0.0.1"
        ]

    async def press(self, tool: str) -> None:
        await self.page.get_by_test_id(tool).click()

    async def holds(self, person: int) -> None:
        """Hands the left phone to that customer."""
        await self.page.locator(f'[data-testid=person-switch][data-person-id="{person}"]').click()

    async def forward_to(self, when: datetime) -> None:
        """Moves the sandbox's clock; `when` is civil time at the hospital."""
        await self.page.get_by_test_id("clock-forward-to").fill(f"{when:%Y-%m-%dT%H:%M}")
        await self.press("clock-forward-go")
        await expect(self.page.get_by_test_id("clock-now")).to_contain_text(f"{when:%H:%M}")

    async def introduces(self) -> None:
        """The first time: the list, the day, two consents, a name."""
        await self.customer.says("/book")
        await self.customer.taps(HOSPITAL)
        await self.customer.taps(self.cell)
        await self.customer.taps("✅ 동의해요")
        await self.customer.hears("(2/2)")
        await self.customer.taps("✅ 동의해요")
        await self.customer.hears("이름")
        await self.customer.says("남궁민수")

    async def books(self) -> str:
        """A first booking; its code."""
        await self.introduces()
        await self.customer.hears("남궁민수", self.said_day())
        await self.customer.taps("✅ 예약 확정")
        await self.customer.hears("예약이 확정됐어요", self.said_day())
        return await self.customer.code()

    def opens(self) -> None:
        """The front desk has registered a hospital and the customer has started, by other means."""
        self.telegram.says(CUSTOMER, "/start")
        self.telegram.says(ADMIN, "/start")
        self.telegram.says(ADMIN, self.line)
        heard = self.telegram.heard
        until(lambda: len(heard(ADMIN)) == 2 and len(heard(CUSTOMER)) == 1)
        self.telegram.says(ADMIN, REGISTER)
        until(lambda: any("등록했어요" in text for text in heard(ADMIN)))

    def said_day(self, language: str = "ko") -> str:
        """The hospital's day as the bot says it."""
        return Wording(language, self.today().year).day(self.day)

    def today(self) -> date:
        """The sandbox's date at the hospital."""
        told = self.telegram.get("state")
        return date.fromisoformat(told["clock"]["date"])


@asynccontextmanager
async def open_window(
    browser: Browser, *, width: int, height: int
) -> AsyncIterator[BrowserContext]:
    """A window of that size, in Korean; what it has loaded it need not load again."""
    window = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="ko-KR",
        timezone_id="America/New_York",  # the hospital's time counts, not the reader's
        has_touch=width < 500,
        reduced_motion="reduce",
    )
    window.set_default_timeout(PATIENCE)
    yield window
    await window.close()


@asynccontextmanager
async def open_stage(
    window: BrowserContext, url: str, *, opened: bool = False
) -> AsyncIterator[Stage]:
    """The page on an emptied sandbox; nothing may go wrong on it.

    `opened`: a hospital is open in ten days already, and both phones are in use.
    """
    telegram = Emulated(url, page_token(url))
    telegram.post("start-over")
    stage = Stage(await window.new_page(), telegram)
    if opened:
        stage.opens()
    try:
        await stage.page.goto(url)
        # Until the phones are handed out, what is typed on them is lost.
        await stage.page.get_by_test_id("person-switch").first.wait_for()
        yield stage
        assert stage.troubles == []
        assert stage.strangers() == []
    finally:
        await stage.page.evaluate("() => localStorage.clear()")
        await stage.page.close()
