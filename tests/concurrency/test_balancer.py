"""The balancer of the proofs: who gets an update, who when that fails, and what comes twice."""

import asyncio
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from tests.gates.processes.balancer import Balancer


class Replica:
    """A replica that says what it is told to say, and remembers what it was asked."""

    def __init__(self) -> None:
        self.ready = self.says = 200
        self.got: list[int] = []
        self.url = ""
        app = web.Application()
        app.router.add_get("/readyz", self._readyz)
        app.router.add_post("/telegram", self._take)
        self.runner = web.AppRunner(app)

    async def start(self) -> None:
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def _readyz(self, _: web.Request) -> web.Response:
        return web.Response(status=self.ready)

    async def _take(self, request: web.Request) -> web.Response:
        self.got.append((await request.json())["update_id"])
        return web.Response(status=self.says)


@pytest.fixture
async def stage():
    """Starts replicas and a balancer in front of them."""
    async with AsyncExitStack() as held:

        async def start(*, twice: bool = False) -> tuple[list[Replica], Balancer]:
            replicas = [Replica(), Replica()]
            for replica in replicas:
                await replica.start()
                held.push_async_callback(replica.runner.cleanup)
            balancer = Balancer([each.url for each in replicas], twice=twice)
            await held.enter_async_context(balancer.running())
            for n in range(2):
                await balancer.until_ready(n)
            return replicas, balancer

        yield start


async def post(balancer: Balancer, *updates: int, person: int = 8) -> list[int]:
    """One after the other; what was answered."""
    said = []
    async with aiohttp.ClientSession() as session:
        for number in updates:
            update = {"update_id": number, "message": {"from": {"id": person}}}
            async with session.post(balancer.url, json=update) as answer:
                said.append(answer.status)
    return said


async def test_a_persons_updates_alternate(stage):
    (one, other), balancer = await stage()

    assert await post(balancer, 1, 2, 3, 4) == [200] * 4

    assert sorted([one.got, other.got]) == [[1, 3], [2, 4]]


@pytest.mark.parametrize("trouble", ["gone", "draining"])
async def test_the_next_one_is_asked_when_the_first_cannot(stage, trouble):
    (one, other), balancer = await stage()
    if trouble == "gone":
        await one.runner.cleanup()
    else:
        one.says = 503

    said = await post(balancer, 1, 2, 3, 4)

    assert said == [200] * 4
    assert other.got == [1, 2, 3, 4]
    assert len(balancer.attempts) == 6


async def test_a_replica_that_may_have_done_something_is_not_passed_by(stage):
    (one, other), balancer = await stage()
    one.says = other.says = 500

    assert await post(balancer, 1) == [500]

    assert len(one.got + other.got) == 1


async def test_one_that_is_not_ready_gets_nothing(stage):
    (one, other), balancer = await stage()
    one.ready = 503
    while 0 in balancer.ready:
        await asyncio.sleep(0.01)

    await post(balancer, 1, 2)

    assert (one.got, other.got) == ([], [1, 2])


async def test_every_second_update_comes_twice_to_different_replicas(stage):
    (one, other), balancer = await stage(twice=True)

    await post(balancer, *range(1, 9))
    while len(balancer.copies) < 4:
        await asyncio.sleep(0.01)

    assert sorted(one.got + other.got) == [1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8]
    assert {1, 3, 5, 7} == set(one.got) & set(other.got)
