"""A tap whose message cannot be changed, or that is too old to be answered, still leads on."""

import json

import pytest

NOT_MODIFIED = "Bad Request: message is not modified: exactly the same as a current content"


@pytest.fixture
def refusing(world, monkeypatch):
    """Telegram refuses every call of a kind, in these words."""
    plain = type(world.request).do_request

    def refuse(endpoint, why):
        async def do_request(self, url, **more):
            answer = await plain(self, url, **more)
            if not url.endswith(endpoint):
                return answer
            return 400, json.dumps({"ok": False, "error_code": 400, "description": why}).encode()

        monkeypatch.setattr(type(world.request), "do_request", do_request)

    return refuse


async def tapped(world):
    """What a tap leads to: the names of the calls."""
    await world.hospital()
    phone = await world.guest()
    await phone.say("/book")
    before = len(world.request.calls)
    await phone.tap("3/11(목) · 한빛병원")
    return [name for name, _ in world.request.calls[before:]]


async def test_what_says_it_already_is_not_sent_again(world, refusing):
    refusing("editMessageText", NOT_MODIFIED)

    assert await tapped(world) == ["answerCallbackQuery", "editMessageText"]


@pytest.mark.parametrize("why", ["message to edit not found", "message can't be edited"])
async def test_what_cannot_be_changed_is_said_anew(world, refusing, why):
    refusing("editMessageText", f"Bad Request: {why}")

    assert await tapped(world) == ["answerCallbackQuery", "editMessageText", "sendMessage"]


async def test_a_tap_too_old_to_be_answered_still_leads_on(world, refusing):
    refusing("answerCallbackQuery", "Bad Request: query is too old and response timeout expired")

    assert await tapped(world) == ["answerCallbackQuery", "editMessageText"]
