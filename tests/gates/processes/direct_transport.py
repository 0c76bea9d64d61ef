"""The way to the emulator without HTTP: every call of the bot, and what Telegram said to it."""

import json
from dataclasses import dataclass

from telegram.request import BaseRequest, RequestData

from sandbox.api.methods import METHODS
from sandbox.errors import ApiError
from sandbox.params import Params, Upload
from sandbox.state.telegram import Telegram


@dataclass(frozen=True)
class Call:
    """One call; `refused` are Telegram's words, empty if it was taken."""

    method: str
    fields: dict[str, str]
    refused: str

    @property
    def chat(self) -> int | None:
        """Whom it writes to, or where it changes something."""
        return int(self.fields["chat_id"]) if "chat_id" in self.fields else None

    @property
    def text(self) -> str:
        return self.fields.get("text", "") or self.fields.get("caption", "")


class Direct(BaseRequest):
    """The library's transport. What cannot be encoded fails as it would on a wire."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self.calls: list[Call] = []

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's signature
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[1]
        fields = dict(request_data.json_parameters) if request_data is not None else {}
        json.dumps(fields, ensure_ascii=False).encode()
        try:
            result = METHODS[name](self._telegram, Params(fields, _uploads(request_data)))
        except ApiError as error:
            self.calls.append(Call(name, fields, error.description))
            return error.code, json.dumps(error.wire()).encode()
        self.calls.append(Call(name, fields, ""))
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    sent = request_data.multipart_data if request_data is not None else {}
    return {name: Upload(called, content, kind) for name, (called, content, kind) in sent.items()}
