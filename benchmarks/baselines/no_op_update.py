"""Baseline: python-telegram-bot's own work on an update without effect: parse, route, call."""

import json
import time
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CommandHandler
from telegram.request import BaseRequest, RequestData

TOKEN = "1000000001:NOBODY"  # noqa: S105 - nobody is asked with it
ME = {"id": 1000000001, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}
SOMEBODY = {"id": 5, "is_bot": False, "first_name": "손님(가명)", "language_code": "ko"}
COMMAND = "/book"


class NoOpRequest(BaseRequest):
    """Transport that answers every call with getMe."""

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """No connections to open."""

    async def shutdown(self) -> None:
        """No connections to close."""

    async def do_request(
        self,
        url: str,  # noqa: ARG002 - the library's signature
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,  # noqa: ARG002
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        return 200, json.dumps({"ok": True, "result": ME}).encode()


async def no_op_cpu(count: int) -> float:
    """CPU seconds per update."""
    builder = (
        ApplicationBuilder().token(TOKEN).request(NoOpRequest()).get_updates_request(NoOpRequest())
    )
    application = builder.updater(None).job_queue(None).build()
    application.add_handler(CommandHandler("book", _nothing))
    async with application:
        began = time.process_time()
        for number in range(count):
            await application.process_update(Update.de_json(_update(number), application.bot))
        return (time.process_time() - began) / count


async def _nothing(_update: Update, _context: object) -> None:
    """Handler without effect."""


def _update(number: int) -> dict[str, Any]:
    message = {
        "message_id": number,
        "date": 1_800_000_000,
        "chat": {"id": SOMEBODY["id"], "type": "private", "first_name": SOMEBODY["first_name"]},
        "from": SOMEBODY,
        "text": COMMAND,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(COMMAND)}],
    }
    return {"update_id": number, "message": message}
