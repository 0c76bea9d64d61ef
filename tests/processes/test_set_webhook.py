"""`python -m bot set-webhook`: one call tells Telegram where updates go, again where it asks."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.error import RetryAfter

from bot.config.settings import SANDBOX_TOKEN, TelegramSettings
from bot.telegram import set_webhook
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
    asyncio.run(set_webhook.set_webhook(here, token=SANDBOX_TOKEN, secret=SECRET))


def test_a_call_that_comes_too_early_is_made_again_when_telegram_says(telegram):
    telegram.api("setWebhook", url="https://elsewhere.example/hook")
    assert telegram.api("setWebhook", url=URL)["error_code"] == 429

    set_it(telegram)

    assert telegram.api("getWebhookInfo")["result"]["url"] == URL


def test_a_pause_that_nobody_waits_for_is_an_error(telegram, monkeypatch):
    monkeypatch.setattr(set_webhook, "MAX_PAUSE_S", 0.5)
    telegram.api("setWebhook", url="https://elsewhere.example/hook")

    with pytest.raises(RetryAfter):
        set_it(telegram)
