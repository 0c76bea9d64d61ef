"""A run of the fuzzer: draws updates, hands them in, and counts whatever must not happen."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.config.settings import SANDBOX_ADMIN
from bot.telegram.update_parsing import InvalidUpdate, parse_update
from bot.telegram.user_rate_limit import TAP_ANSWER_INTERVAL_S, WARNING_INTERVAL_S
from handlers.texts import Wording
from tests.gates.fuzzer.message_kinds import SERVICE
from tests.gates.fuzzer.stage import SEOUL, Stage, open_stage
from tests.gates.fuzzer.texts import OddText
from tests.gates.fuzzer.updates import Json, OddUpdates, Sender
from tests.gates.load.phrases import CODE
from tests.gates.oracles import invariants
from tests.gates.oracles.touched_rows import Touch
from tests.gates.processes.direct_transport import Call

SLOW_DOWN = {Wording(each).plain("frame.slow_down") for each in ("ko", "en")}
EXPECTED = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message to delete not found",
    "query is too old",
    "chat not found",
)
"""What Telegram may refuse without anybody having said anything wrong."""
ANSWERING = {"sendMessage", "sendDocument"}
LINK = re.compile(r"adm_[A-Za-z0-9_-]{22}")
KINDS = (
    *("unhandled", "unanswered", "broken entities", "too long", "button too long", "refused"),
    *("not entitled", "wrong chat", "told another's booking", "logged", "invariants"),
)
GUESTS = (1001, 1002, 1003)
BUSY = {SANDBOX_ADMIN, 1001, 1002}
REFURNISH = 200
"""Updates after which there are hospitals again, whatever the admins did to them."""
Plant = Callable[[Stage], None]


@dataclass
class Tally:
    """What was counted. `examples` are the first of each kind, with what brought them about."""

    seed: int
    updates: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    slowed: int = 0
    answers: set[str] = field(default_factory=set)

    def note(self, kind: str, what: str) -> None:
        self.found[kind] += 1
        if len(seen := self.examples.setdefault(kind, [])) < 3:
            seen.append(f"seed {self.seed}, update {self.updates}: {what}"[:600])

    def lines(self) -> list[str]:
        """What was found first, for whoever has to repair it."""
        return [f"{kind}: {line}" for kind, seen in self.examples.items() for line in seen]


class Run:
    """One bot, many updates, one after the other."""

    def __init__(self, stage: Stage, tally: Tally, chance: Random) -> None:
        self._stage, self._tally, self._chance = stage, tally, chance
        self._texts = OddText(chance)
        self._odd = OddUpdates(chance, self._texts, shown=stage.shown)
        self._senders = [Sender(SANDBOX_ADMIN, "ko"), Sender(SANDBOX_ADMIN, "en")]
        self._senders += [Sender(number, self._language()) for number in GUESTS]
        self._senders += [Sender(number, self._language()) for number in range(3001, 3006)]
        self._senders += [Sender(2**52 - 1, None), Sender(2**63 - 1, "en"), Sender(1, "zz")]
        self._hot = 0
        self._may = False
        self._linked: set[int] = set()
        self._said: dict[int, set[str]] = defaultdict(set)
        self._told: dict[int, float] = {}
        self._hasty: dict[int, float] = {}
        self._codes: dict[str, int] = {}
        for sender in self._senders:
            stage.meet(sender.id)

    async def run(self, count: int) -> None:
        for number in range(count):
            if number % REFURNISH == 0:
                await self._stage.introduce(GUESTS)
                await self._stage.furnish()
                await self._react()
            self._tally.updates += 1
            await self._one()
            if self._tally.updates % 10 == 0:
                await self._react()
        await self._react()
        self._tally.answers |= self._stage.watch.answers()
        files = self._stage.files
        for each in invariants.broken(files.main, files.mypage, drained=True):
            self._tally.note("invariants", f"{each.invariant}: {each.ids}")

    def _language(self) -> str | None:
        return self._chance.choice(["ko", "en", "ko-KR", None, "ja", ""])

    async def _react(self) -> None:
        await self._stage.react()
        self._stage.watch.touched()
        for code, person, _ in self._stage.watch.bookings():
            self._codes[code] = person
        self._texts.codes = list(self._codes)[-20:]

    def _pass_time(self) -> None:
        clock, drawn = self._stage.clock, self._chance.random()
        if self._hot:
            clock.seconds += 0.01
        elif drawn < 0.003:
            clock.seconds += self._chance.choice([960, 960, 3600, 86_400])
        else:
            clock.seconds += self._chance.uniform(0.1, 0.8)
        self._texts.today = clock.now().astimezone(SEOUL).date()

    def _sender(self) -> Sender:
        if self._hot:
            self._hot -= 1
            return self._senders[-1]
        if self._chance.random() < 0.002:
            self._hot = 40
            self._senders.append(self._senders.pop(self._chance.randrange(len(self._senders))))
        if self._chance.random() < 0.005:
            new = Sender(self._chance.randrange(4000, 10**10), self._language())
            self._senders[5] = new
            self._stage.meet(new.id)
        weights = [3 if each.id in BUSY else 1 for each in self._senders]
        return self._chance.choices(self._senders, weights)[0]

    async def _one(self) -> None:
        self._pass_time()
        sender = self._sender()
        raw = {"update_id": self._tally.updates, **self._odd.draw(sender, self._senders)}
        self._tally.kinds[next(kind for kind in raw if kind != "update_id")] += 1
        self._stage.wire.calls.clear()
        self._stage.updates.failures.clear()
        me, self._may = self._stage.watch.person(sender.id), self._is_admin(sender)
        try:
            update = parse_update(raw, self._stage.parts.application.bot)
        except InvalidUpdate:
            self._tally.kinds["unreadable"] += 1
            return
        handled = await self._stage.updates.handle(update)
        if not handled:
            self._tally.note("unhandled", f"not acknowledged: {raw!r}")
        await self._stage.parts.background.settle()
        self._judge(raw, sender, me)

    def _judge(self, raw: Json, sender: Sender, me: int | None) -> None:
        calls = list(self._stage.wire.calls)
        for failure in self._stage.updates.failures:
            self._tally.note("unhandled", f"{type(failure).__name__} {failure!s:.200} for {raw!r}")
        self._judge_answer(raw, sender, calls)
        for call in calls:
            self._judge_call(call, raw, sender)
        touched = self._stage.watch.touched()
        mine = {me, self._stage.watch.person(sender.id)} - {None}
        if not (self._may or self._is_admin(sender)):
            for touch in touched:
                if touch.owner not in mine and not self._is_excused(sender, raw, me, touch):
                    self._tally.note("not entitled", f"{touch} by {sender.id} for {raw!r}")
        if lines := self._stage.log.getvalue():
            self._stage.log.seek(0)
            self._stage.log.truncate()
            if "error  " in lines or "critical" in lines or "가명" in lines:
                self._tally.note("logged", f"{lines!r} for {raw!r}")

    def _is_admin(self, sender: Sender) -> bool:
        return sender.id == SANDBOX_ADMIN or self._stage.watch.is_admin(sender.id)

    def _is_excused(self, sender: Sender, raw: Json, me: int | None, touch: Touch) -> bool:
        """Who has a link that an owner made may use it up; what an erased admin did moves."""
        if str(raw.get("message", {}).get("text")) in self._texts.links:
            self._linked.add(sender.id)
        invited = sender.id in self._linked and touch.what in {"admin", "invite"}
        erased = me is not None and self._stage.watch.person(sender.id) is None
        return invited or (erased and self._stage.watch.is_of_no_person(touch))

    def _judge_answer(self, raw: Json, sender: Sender, calls: list[Call]) -> None:
        now = self._stage.clock.monotonic()
        query = raw.get("callback_query")
        if query is not None:
            answered = [c for c in calls if c.fields.get("callback_query_id") == query["id"]]
            if not answered and now - self._hasty.get(sender.id, -math.inf) < TAP_ANSWER_INTERVAL_S:
                self._tally.slowed += 1
            elif len(answered) != 1:
                self._tally.note("unanswered", f"{len(answered)} answers to {raw!r}")
            elif any(call.text in SLOW_DOWN for call in answered):
                self._hasty[sender.id] = now
            return
        if any(call.text in SLOW_DOWN for call in calls):
            self._told[sender.id] = now
        if not _wants_answer(raw) or any(call.method in ANSWERING for call in calls):
            return
        if now - self._told.get(sender.id, -WARNING_INTERVAL_S) < WARNING_INTERVAL_S:
            self._tally.slowed += 1
            return
        self._tally.note("unanswered", repr(raw))

    def _judge_call(self, call: Call, raw: Json, sender: Sender) -> None:
        if call.refused and not any(words in call.refused for words in EXPECTED):
            self._tally.note(_trouble(call.refused), f"{call.refused} for {raw!r}")
        place = (raw.get("callback_query") or {}).get("message") or raw.get("message") or {}
        if call.chat not in {None, sender.id, place.get("chat", {}).get("id")}:
            self._tally.note("wrong chat", f"{call.chat} for {raw!r}")
        if LINK.search(call.text):
            self._texts.links.append(f"/start {LINK.search(call.text)[0]}")
        if self._may:
            return
        mine, said = self._stage.watch.person(sender.id), self._said[sender.id]
        said.update(CODE.findall(str(raw.get("message", {}).get("text"))))
        for code, person in self._codes.items():
            if code in call.text and person != mine and code not in said:
                self._tally.note("told another's booking", f"{call.text!r} for {raw!r}")


def _wants_answer(raw: Json) -> bool:
    """New messages of people in a private chat; service messages are Telegram's."""
    message = raw.get("message")
    if message is None or message["chat"]["type"] != "private":
        return False
    if (SERVICE | {"contact"}) & message.keys():  # a contact is passed over where none is asked for
        return False
    return not message["from"]["is_bot"]


def _trouble(refused: str) -> str:
    if "parse entities" in refused:
        return "broken entities"
    if "too long" in refused.lower() or "TOO_LONG" in refused:
        return "too long"
    return "button too long" if "BUTTON_DATA" in refused else "refused"


async def fuzz(folder: Path, *, seed: int, count: int, plant: Plant | None = None) -> Tally:
    """So many updates at a new bot. `plant` spoils it first."""
    tally = Tally(seed)
    async with open_stage(folder, seed) as stage:
        await stage.introduce(GUESTS)
        await stage.furnish()
        await stage.book(GUESTS[0])
        if plant is not None:
            plant(stage)
        await Run(stage, tally, Random(seed)).run(count)
    return tally
