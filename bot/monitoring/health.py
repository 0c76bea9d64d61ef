"""Reports behind /healthz and /readyz: counts and states, nothing about people."""

from collections.abc import Mapping
from typing import Literal

from bot.components import Components
from bot.lifecycle import Bot
from bot.monitoring.backlog import read_backlog, servable


async def report(bot: Bot) -> Mapping[str, object]:
    """/healthz: Telegram, database, breakers and backlog."""
    parts, found = bot.parts, await read_backlog(bot.parts)
    known = {"telegram": bot.telegram, "breakers": {b.name: b.state for b in parts.breakers}}
    if not found.storage_up:
        return {**known, "database": "unavailable"}
    return {
        **known,
        "database": "ok",
        "synchronous": parts.vitals.synchronous,
        "parts": parts.leadership.assigned(),
        "parked": found.parked,
        "behind": found.behind,
        "notices": found.notices,
        "doctor": _doctor(parts),
    }


async def readiness(bot: Bot | None, *, stopping: bool) -> Mapping[str, object]:
    """/readyz: whether updates may be sent here, and each reason why not.

    `starting` lasts until Telegram has told us who we are.
    """
    told = {"process": _process(bot, stopping=stopping), "storage": "unknown", "schema": "unknown"}
    if bot is not None and told["process"] != "draining":
        found = await servable(bot.parts)
        told["storage"] = "unavailable" if found is None else "ok"
        if found is not None:
            told["schema"] = "ok" if found else "newer than this release can serve"
    ready = (*told.values(),) == ("serving", "ok", "ok")
    return {"ready": ready, **told}


def _doctor(parts: Components) -> Mapping[str, object] | None:
    """The last integrity check, if this process has run one."""
    last = None if parts.doctor is None else parts.doctor.last
    return None if last is None else {"findings": last.findings, "at": last.at.isoformat()}


def _process(bot: Bot | None, *, stopping: bool) -> Literal["starting", "serving", "draining"]:
    if stopping or (bot is not None and bot.ending):
        return "draining"
    return "serving" if bot is not None and bot.open else "starting"
