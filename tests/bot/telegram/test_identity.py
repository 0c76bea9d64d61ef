"""A server whose getMe names no bot ends the process with a sentence, not with a traceback."""

from pathlib import Path

import pytest

from bot.config.load import Config
from bot.process import NOT_OURS, Process
from bot.telegram import registration
from bot.telegram.identity import UnusableIdentity
from tests.bot import far_end
from tests.bot.far_end import FarEnd

ODD = [
    {"id": 77, "first_name": "bot", "username": "checkup_bot"},
    {"id": 77, "is_bot": True, "first_name": "bot"},
    {"id": 77, "is_bot": True, "first_name": "bot", "username": ""},
    {"id": 77, "is_bot": False, "first_name": "bot", "username": "checkup_bot"},
    {"is_bot": True, "first_name": "bot", "username": "checkup_bot"},
    [],
    "bot",
    None,
]


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far_end, "ME", request.param)


@pytest.mark.usefixtures("odd")
async def test_the_process_says_so_and_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/"
    config = Config().in_sandbox()
    config = config.model_copy(
        update={
            "database": config.database.model_copy(update={"url": url + "main.db"}),
            "mypage": config.mypage.model_copy(update={"url": url + "mypage.db"}),
            "http": config.http.model_copy(update={"port": 0}),
        }
    )
    bot = Process(config, transports=lambda: (FarEnd(), FarEnd()))

    await bot.start()
    ended = await bot.stop_requested()
    await bot.stop()

    assert ended.code == NOT_OURS
    assert ended.why == str(UnusableIdentity())


@pytest.mark.usefixtures("odd")
async def test_set_webhook_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration, "requests", lambda _: (FarEnd(), FarEnd()))

    with pytest.raises(UnusableIdentity):
        await registration.set_webhook(Config().telegram, token="1:x", secret="x" * 16)
