"""`set-webhook` and `set-profile`: what is registered with Telegram, again where it asks."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.error import RetryAfter

from bot.config.settings import SANDBOX_TOKEN, TelegramSettings
from bot.telegram import registration
from tests.bot.bot_process import Emulated, bot, emulator

URL = "https://checkup.example/telegram"
SECRET = "a-secret-of-sixteen-or-more"


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Emulated]:
    with emulator(tmp_path) as telegram:
        yield telegram


def settings(telegram: Emulated) -> dict[str, str]:
    return {
        "TELEGRAM__TOKEN": SANDBOX_TOKEN,
        "TELEGRAM__API_ROOT": telegram.url,
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_URL": URL,
        "TELEGRAM__SECRET_TOKEN": SECRET,
        "PRIVACY__KEY": "A" * 43 + "=",
    }


def test_the_verb_sets_the_webhook_with_the_kinds_of_updates_we_handle(tmp_path, telegram):
    with bot(tmp_path, "set-webhook", **settings(telegram)) as program:
        assert program.ends() == 0

    told = telegram.api("getWebhookInfo")["result"]
    assert told["url"] == URL
    kinds = ["callback_query", "edited_message", "message", "my_chat_member"]
    assert told["allowed_updates"] == kinds
    assert SECRET not in program.out


def set_it(telegram: Emulated) -> None:
    """Within this process, so that two calls come within the second."""
    here = TelegramSettings(mode="webhook", api_root=telegram.url, webhook_url=URL)
    asyncio.run(registration.set_webhook(here, token=SANDBOX_TOKEN, secret=SECRET))


def test_a_call_that_comes_too_early_is_made_again_when_telegram_says(telegram):
    telegram.api("setWebhook", url="https://elsewhere.example/hook")
    assert telegram.api("setWebhook", url=URL)["error_code"] == 429

    set_it(telegram)

    assert telegram.api("getWebhookInfo")["result"]["url"] == URL


def test_a_pause_that_nobody_waits_for_is_an_error(telegram, monkeypatch):
    monkeypatch.setattr(registration, "MAX_PAUSE_S", 0.5)
    telegram.api("setWebhook", url="https://elsewhere.example/hook")

    with pytest.raises(RetryAfter):
        set_it(telegram)


def test_the_profile_is_set_only_when_asked_and_printed(tmp_path, telegram):
    assert telegram.api("getMyDescription")["result"] == {"description": ""}
    polling = {name: settings(telegram)[name] for name in ("TELEGRAM__TOKEN", "TELEGRAM__API_ROOT")}

    with bot(tmp_path, "set-profile", **polling) as program:
        assert program.ends() == 0

    english = telegram.api("getMyName", language_code="en")["result"]["name"]
    assert english == "Health Screening Booking"
    assert telegram.api("getMyName", language_code="ko")["result"]["name"] == "건강검진 예약"
    assert "name (ko, default): 건강검진 예약\nname (en): Health Screening Booking\n" in program.out
    assert SANDBOX_TOKEN not in program.out


@pytest.mark.parametrize(
    ("changed", "code", "told"),
    [
        ({"TELEGRAM__TOKEN": "1000000001:" + "W" * 35}, 4, "telegram.token: Telegram refuses it"),
        ({"TELEGRAM__API_ROOT": "http://127.0.0.1:9"}, 1, "Telegram: NetworkError"),
        ({"TELEGRAM__MODE": "sandbox", "SANDBOX__PORT": "9"}, 1, "Telegram: NetworkError"),
    ],
)
def test_what_keeps_the_profile_from_being_set_is_an_exit_code(
    tmp_path, telegram, changed, code, told
):
    with bot(tmp_path, "set-profile", **settings(telegram) | changed) as program:
        assert program.ends() == code

    assert told in program.out
    assert telegram.api("getMyDescription")["result"] == {"description": ""}
