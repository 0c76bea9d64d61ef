"""Wake-ups that come close together. Time is virtual."""

import asyncio

from bot.tasks import MIN_INTERVAL_S as APART
from bot.tasks import Debounced
from tests.bot.virtual_time import in_virtual_time


def woken(*at: float) -> list[float]:
    """When somebody is woken, if that is asked for at these seconds."""

    async def main() -> list[float]:
        loop, found = asyncio.get_running_loop(), []
        wake = Debounced(lambda: found.append(round(loop.time(), 6)))
        for moment in at:
            await asyncio.sleep(moment - loop.time())
            wake()
        await asyncio.sleep(1)
        return found

    return in_virtual_time(main())


def test_the_first_goes_through_at_once():
    assert woken(0) == [0]


def test_those_soon_after_it_are_one():
    assert woken(0, APART * 0.2, APART * 0.4, APART * 0.9) == [
        0,
        APART,
    ]


def test_after_a_rest_the_next_goes_through_at_once():
    assert woken(0, APART * 3) == [0, APART * 3]


def test_it_may_be_called_from_another_thread_and_after_the_end():
    async def main() -> tuple[Debounced, list[bool]]:
        found: list[bool] = []
        wake = Debounced(lambda: found.append(True))
        await asyncio.to_thread(wake)
        await asyncio.sleep(APART)
        return wake, found

    wake, found = asyncio.run(main())
    wake()

    assert found == [True]
