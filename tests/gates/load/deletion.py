"""A hospital is deleted from the chat, while others go on asking."""

import asyncio
import itertools
import time
from collections.abc import Sequence

from tests.gates.load import phrases as spoken
from tests.gates.load.phone import Phone, has

WITHIN = 120.0
ASKING = 1.1
"""Seconds between two questions."""


async def delete(admin: Phone, hospital: str) -> float:
    """The admin's card and tap; when it was (monotonic seconds)."""
    await admin.say(f"/deletehospital {hospital}")
    card = await admin.until(lambda m: has(m, spoken.COMMIT_DELETE), within=WITHIN)
    tapped = time.monotonic()
    await admin.tap(card, spoken.COMMIT_DELETE)
    return tapped


async def sum_arrives(admin: Phone, hospital: str, *, people: int) -> bool:
    """Whether the admin reads that everybody was told."""
    said = spoken.everybody_told(hospital, people=people)
    try:
        await admin.until(lambda m: said in m["text"], within=WITHIN)
    except TimeoutError:
        return False
    return True


async def keep_asking(customers: Sequence[Phone], replies: list[float], *, expect: str) -> None:
    """They look at the hospitals in turn, again and again; seconds until each reply.

    Three of them or more: Telegram takes a message each three seconds in a chat.
    """
    for customer in itertools.cycle(customers):
        began = time.monotonic()
        await customer.say("/hospitals")
        await customer.until(lambda m: expect in m["text"], within=WITHIN)
        replies.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, began + ASKING - time.monotonic()))
