"""Whole updates: every kind of message, tap, chat and sender, as Telegram might ever send them."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from handlers.menu import MENU
from tests.gates.fuzzer.message_kinds import ATTACHED
from tests.gates.fuzzer.texts import OddText

Json = dict[str, Any]
BOT_NAME = "checkup_sandbox_bot"
VERBS = sorted(button.verb for button in MENU.taps)
SAID = ["ok", "skip", "back", "d20270305", "m202713", "register", "30", "x"]
NUMBERS = [0, 1, -1, 2**31 - 1, 2**31, 2**52, 2**63 - 1, 2**63, 10**30]
OTHER_KINDS = [
    *("edited_message", "edited_channel_post", "business_message", "edited_business_message"),
    *("channel_post", "inline_query", "poll", "chat_member", "what_comes_next_year"),
]


@dataclass
class Sender:
    """Somebody who may send something. `last` is what their phone shows, `keys` its buttons."""

    id: int
    language: str | None

    def user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": "x<b>&"}
        return user if self.language is None else {**user, "language_code": self.language}


@dataclass
class Shown:
    """A message of the bot's that somebody has on the phone."""

    chat: int
    message: Json
    keys: Sequence[str]


class OddUpdates:
    """Draws updates; without their ids, which Telegram gives."""

    def __init__(
        self, chance: Random, texts: OddText, *, shown: Callable[[int], Sequence[Shown]]
    ) -> None:
        self._chance = chance
        self._texts = texts
        self._shown = shown
        self._number = 0
        self._old: deque[Shown] = deque(maxlen=60)
        self._tapped: Counter[str] = Counter()

    def draw(self, sender: Sender, everybody: Sequence[Sender]) -> Json:
        """One update of this person's, or one that pretends to be."""
        kinds = [self._message, self._tap, self._elsewhere, self._other, self._member]
        draw = self._chance.choices(kinds, [46, 44, 4, 3, 3])[0]
        return draw(sender, everybody)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _chat(self, sender: Sender) -> Json:
        return {"id": sender.id, "type": "private", "first_name": "x"}

    def _base(self, sender: Sender) -> Json:
        return {
            "message_id": self._next(),
            "date": 1_800_000_000 + self._number,
            "chat": self._chat(sender),
            "from": sender.user(),
        }

    def _message(self, sender: Sender, _: Sequence[Sender]) -> Json:
        message = self._base(sender) | self._content()
        if self._chance.random() < 0.06:
            message |= self._surroundings(sender)
        if self._chance.random() < 0.01:
            message[self._one(["date", "message_id", "edit_date"])] = self._one(NUMBERS)
        return {"message": message}

    def _content(self) -> Json:
        if self._chance.random() < 0.85:
            text = self._texts.any()
            return {"text": text, "entities": self._entities(text)}
        kind = self._one(sorted(ATTACHED))
        content: Json = {kind: ATTACHED[kind]}
        if self._chance.random() < 0.3:
            caption = self._texts.any()
            content |= {"caption": caption, "caption_entities": self._entities(caption)}
        if self._chance.random() < 0.2:
            content["media_group_id"] = "7"
        return content

    def _entities(self, text: str) -> list[Json]:
        found: list[Json] = []
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0]) if text.split() else 1
            found.append({"type": "bot_command", "offset": 0, "length": length})
        if self._chance.random() < 0.05:
            kind = self._one(["bot_command", "bold", "url", "text_link", "mention", "next_year"])
            span = {"offset": self._one([0, 1, 4096, -1]), "length": self._one([0, 1, 9999, -5])}
            found.insert(self._chance.randint(0, len(found)), {"type": kind, **span})
        return found

    def _surroundings(self, sender: Sender) -> Json:
        """Forwards, replies, other bots, threads."""
        hidden = {"type": "hidden_user", "date": 1, "sender_user_name": "<b>"}
        known = {"type": "user", "date": 1, "sender_user": sender.user()}
        return self._one(
            [
                {"forward_origin": hidden},
                {"forward_origin": known},
                {"via_bot": {"id": 5, "is_bot": True, "first_name": "b"}},
                {"reply_to_message": self._base(sender) | {"text": "/deletehospital"}},
                {"from": {"id": 77, "is_bot": True, "first_name": "b"}},
                {"message_thread_id": 9, "is_topic_message": True},
                {"sender_chat": {"id": -100, "type": "channel", "title": "x"}},
                {"has_protected_content": True, "is_from_offline": True},
            ]
        )

    def _elsewhere(self, sender: Sender, _: Sequence[Sender]) -> Json:
        """In a group, a supergroup, a channel."""
        kind = self._one(["group", "supergroup", "supergroup", "channel"])
        chat = {
            "id": self._one([-5, -1001234567890]),
            "type": kind,
            "title": "<b>모임",
            "is_forum": True,
        }
        text = self._one([f"/help@{BOT_NAME}", f"/mystatus@{BOT_NAME} x", self._texts.any()])
        message = {**self._base(sender), "chat": chat, "text": text}
        message["entities"] = self._entities(text)
        if kind == "channel":
            return {"channel_post": {k: v for k, v in message.items() if k != "from"}}
        if self._chance.random() < 0.3:
            return {"callback_query": self._query(sender, "v1|m") | {"message": message}}
        return {"message": message}

    def _other(self, sender: Sender, _: Sequence[Sender]) -> Json:
        """Kinds that the bot did not ask for."""
        kind = self._one(OTHER_KINDS)
        if kind == "inline_query":
            return {kind: {"id": "1", "from": sender.user(), "query": "x", "offset": ""}}
        if kind == "poll":
            return {kind: ATTACHED["poll"]}
        if kind == "chat_member":
            return {kind: self._membership(sender)}
        if kind == "what_comes_next_year":
            return {kind: {"from": sender.user(), "text": self._texts.any()}}
        return {kind: self._base(sender) | self._content() | {"edit_date": 1_800_000_001}}

    def _member(self, sender: Sender, _: Sequence[Sender]) -> Json:
        return {"my_chat_member": self._membership(sender)}

    def _membership(self, sender: Sender) -> Json:
        bot = {"id": 1000000001, "is_bot": True, "first_name": "b", "username": BOT_NAME}
        before, after = (
            {"user": bot, "status": "member"},
            {"user": bot, "status": "kicked", "until_date": 0},
        )
        if self._chance.random() < 0.6:
            before, after = after, before
        return {
            "chat": self._chat(sender),
            "from": sender.user(),
            "date": 1_800_000_000,
            "old_chat_member": before,
            "new_chat_member": after,
        }

    def _query(self, sender: Sender, data: str | None) -> Json:
        query = {"id": str(self._next()), "from": sender.user(), "chat_instance": "1"}
        return query | ({"game_short_name": "x"} if data is None else {"data": data})

    def _tap(self, sender: Sender, everybody: Sequence[Sender]) -> Json:
        mine, theirs = self._shown(sender.id), self._shown(self._one(everybody).id)
        drawn = self._chance.random()
        if mine and drawn < 0.6:
            key, shown = self._rare(mine)
            return {"callback_query": self._query(sender, key) | {"message": shown.message}}
        data = self._rare([*mine, *theirs, *self._old])[0] if mine or theirs else "v1|m"
        if drawn > 0.85:
            data = self._spoilt(data)
        return {"callback_query": self._query(sender, data) | self._place(sender, mine)}

    def _rare(self, screens: Sequence[Shown]) -> tuple[str, Shown]:
        """A button of somebody's screens, rather one of a kind that was seldom tapped."""
        there = [(key, shown) for shown in screens for key in shown.keys]
        seldom = [(1 + self._tapped[key.split("|")[1]]) ** -1.5 for key, _ in there]
        found = self._chance.choices(there, seldom)[0]
        if self._chance.random() < 0.3:
            self._old.append(found[1])
        self._tapped[found[0].split("|")[1]] += 1
        return found

    def _place(self, sender: Sender, mine: Sequence[Shown]) -> Json:
        """The message the button hangs on: known, gone, of long ago, in a chat of others."""
        gone = {"chat": self._chat(sender), "message_id": self._one([1, 7, *NUMBERS]), "date": 0}
        places: list[Json] = [
            {"message": gone},
            {"inline_message_id": "AAAA"},
            {"message": self._base(sender) | {"text": "x"}},
        ]
        return self._one([*places, {"message": self._one(mine).message}] if mine else places)

    def _spoilt(self, data: str) -> str | None:
        parts = data.split("|")
        at = self._chance.randrange(len(parts))
        number = self._one(
            [
                "",
                "0",
                "-1",
                "zzzzzzzzzzzzz",
                "1y2p0ij32e8e7",
                "1y2p0ij32e8e8",
                "A",
                "00",
                "1 OR 1=1",
            ]
        )
        return self._one(
            [
                None,
                "",
                data + "|",
                data[: self._chance.randint(0, len(data))],
                "|".join([*parts[:at], number, *parts[at + 1 :]]),
                "|".join([*parts[:at], self._texts.odd(), *parts[at + 1 :]]),
                "|".join(["v2", *parts[1:]]),
                "|".join(["v1e", *parts[1:]]),
                f"v1|{self._one(VERBS)}|{number}|{number}",
                f"v1|{self._one(VERBS)}|{number}",
                f"v1|{self._one(VERBS)}",
                f"v1|q|{self._chance.randint(0, 3)}|{self._one(SAID)}",
                self._texts.noise(),
            ]
        )

    def _one(self, choices: Sequence):
        return self._chance.choice(choices)
