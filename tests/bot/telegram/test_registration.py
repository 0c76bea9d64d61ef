"""The profile is set in each language, in an order that a limit of Telegram's spoils least."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest
from telegram.error import BadRequest, RetryAfter
from telegram.request import HTTPXRequest

from bot.config.load import Config
from bot.config.settings import SANDBOX_TOKEN, TelegramSettings
from bot.telegram import registration
from handlers.texts import Wording
from sandbox.api.methods.accounts import MAX_PROFILE_CHARS
from sandbox.app import create_app
from sandbox.state.faults import Fault
from sandbox.state.telegram import Telegram

LANGUAGES = ("ko", "en")
HERE = TelegramSettings(mode="polling", api_root="http://127.0.0.1")


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Telegram]:
    """The emulator, which the calls reach without a socket."""
    telegram = Telegram()
    app = create_app(telegram, token=SANDBOX_TOKEN)
    transport = httpx.ASGITransport(app)

    def requests(_):
        return tuple(HTTPXRequest(httpx_kwargs={"transport": transport}) for _ in range(2))

    monkeypatch.setattr(registration, "requests", requests)
    yield telegram
    await app.close()


async def set_profile(languages=LANGUAGES) -> list[str]:
    lines: list[str] = []
    await registration.set_profile(
        HERE, token=SANDBOX_TOKEN, languages=languages, on_set=lines.append
    )
    return lines


def shown(telegram: Telegram, language: str) -> list[str]:
    return [telegram.profile.in_effect(what, language=language) for what in MAX_PROFILE_CHARS]


def said(language: str) -> list[str]:
    words = Wording(language)
    return [words.plain(f"profile.{what}") for what in MAX_PROFILE_CHARS]


async def test_it_is_korean_by_default_and_english_for_apps_in_english(telegram):
    lines = await set_profile()

    assert [shown(telegram, code) for code in ("", "ko", "ja")] == [said("ko")] * 3
    assert shown(telegram, "en") == said("en")
    assert len(lines) == 6
    assert lines[0].startswith("description (ko, default): 건강검진을 예약하는 봇이에요. • 병원과")
    assert lines[-1] == "name (en): Health Screening Booking"


async def test_the_default_is_the_first_language_of_the_settings(telegram):
    await set_profile(("en", "ko"))

    assert shown(telegram, "ja") == said("en")
    assert shown(telegram, "ko") == said("ko")
    assert Config().policy.languages == LANGUAGES


async def test_to_set_it_again_changes_nothing(telegram):
    first = await set_profile()

    assert await set_profile() == first
    assert shown(telegram, "") == said("ko")


async def test_the_names_come_last_and_what_was_set_before_a_refusal_stays(telegram):
    telegram.faults.add(Fault("setMyName", "status", code=400))

    lines: list[str] = []
    with pytest.raises(BadRequest):
        await registration.set_profile(
            HERE, token=SANDBOX_TOKEN, languages=LANGUAGES, on_set=lines.append
        )

    assert [line.partition(":")[0] for line in lines] == [
        "description (ko, default)",
        "description (en)",
        "short_description (ko, default)",
        "short_description (en)",
    ]
    assert shown(telegram, "en") == ["", *said("en")[1:]]


@pytest.mark.parametrize(("pause", "waits"), [(1, True), (3600, False)])
async def test_a_short_pause_is_waited_for_and_a_long_one_is_an_error(
    telegram, monkeypatch, pause, waits
):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(registration, "asyncio", SimpleNamespace(sleep=sleep))
    telegram.faults.add(Fault("setMyDescription", "status", code=429, retry_after=pause))

    if waits:
        assert len(await set_profile()) == 6
        assert len(slept) == 1
        assert slept[0] >= pause
    else:
        with pytest.raises(RetryAfter):
            await set_profile()
        assert slept == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_keeps_to_telegrams_limit(language):
    words = Wording(language)

    for what, limit in MAX_PROFILE_CHARS.items():
        text = words.plain(f"profile.{what}")
        assert 0 < len(text) <= limit
        assert text == text.strip()
