"""Who runs which part: one at a time, taken over when its time has run out, told by a token."""

from datetime import timedelta

LIFE = timedelta(seconds=6)


async def hold(desk, holder, *parts):
    """Asks for the parts as that process does; the tokens of what it holds."""

    def asking(tx):
        return tx.leases.hold(parts, holder=holder, now=tx.now, until=tx.now + LIFE)

    return await desk.run(asking)


async def holds(desk, part, token):
    return await desk.read(lambda tx: tx.leases.holds(part, token=token))


async def give_up(desk, holder):
    return await desk.run(lambda tx: tx.leases.give_up(holder=holder))


async def test_who_asks_first_holds_it_and_nobody_else_does(desk):
    first = await hold(desk, "one", "ledger", "deliver")
    second = await hold(desk, "other", "ledger", "deliver")

    assert first == {"ledger": 1, "deliver": 1}
    assert second == {}


async def test_only_what_is_asked_for_is_taken(desk):
    await hold(desk, "one", "ledger")

    assert await hold(desk, "other", "ledger", "mypage") == {"mypage": 1}
    assert await hold(desk, "one", "ledger") == {"ledger": 1}


async def test_who_asks_again_in_time_keeps_it_under_the_same_token(desk):
    for _ in range(5):
        await hold(desk, "one", "ledger")
        desk.clock.forward(seconds=5)

    assert await hold(desk, "other", "ledger") == {}
    assert await hold(desk, "one", "ledger") == {"ledger": 1}


async def test_what_has_run_out_goes_to_another_and_the_first_is_told_so(desk):
    await hold(desk, "one", "ledger")
    desk.clock.forward(seconds=6)

    taken = await hold(desk, "other", "ledger")

    assert taken == {"ledger": 2}
    assert await hold(desk, "one", "ledger") == {}
    assert (await holds(desk, "ledger", 1), await holds(desk, "ledger", 2)) == (False, True)


async def test_all_of_them_are_told_with_who_has_them_and_until_when(desk):
    begun = desk.clock.now()
    await hold(desk, "one", "ledger", "deliver")
    desk.clock.forward(seconds=2)
    await hold(desk, "other", "mypage")
    await give_up(desk, "one")

    told = await desk.read(lambda tx: tx.leases.all())

    assert [(each.part, each.holder) for each in told] == [
        ("deliver", ""), ("ledger", ""), ("mypage", "other"),
    ]  # fmt: skip
    assert told[2].until == begun + LIFE + timedelta(seconds=2)


async def test_not_a_moment_before(desk):
    await hold(desk, "one", "ledger")
    desk.clock.forward(seconds=5.999)

    assert await hold(desk, "other", "ledger") == {}


async def test_who_was_late_but_not_overtaken_goes_on_as_before(desk):
    await hold(desk, "one", "ledger")
    desk.clock.forward(minutes=5)

    assert await holds(desk, "ledger", 1)
    assert await hold(desk, "one", "ledger") == {"ledger": 1}
    assert await hold(desk, "other", "ledger") == {}


async def test_what_was_given_up_is_free_at_once_and_does_not_hold_any_more(desk):
    await hold(desk, "one", "ledger", "deliver")

    freed = await give_up(desk, "one")

    assert freed == 2
    assert not await holds(desk, "ledger", 1)
    assert await hold(desk, "other", "ledger") == {"ledger": 3}


async def test_nobody_gives_up_what_is_anothers(desk):
    await hold(desk, "one", "ledger")

    assert await give_up(desk, "other") == 0
    assert await holds(desk, "ledger", 1)


async def test_a_token_never_comes_again(desk):
    tokens = []
    for turn in range(6):
        tokens += (await hold(desk, f"process {turn % 2}", "ledger")).values()
        desk.clock.forward(seconds=6)

    assert tokens == [1, 2, 3, 4, 5, 6]


async def test_an_old_now_takes_nothing_and_prolongs_nothing_of_others(desk):
    await hold(desk, "one", "ledger")
    stale = desk.clock.now()
    desk.clock.forward(seconds=6)
    await hold(desk, "other", "ledger")

    woken = await desk.run(
        lambda tx: tx.leases.hold(["ledger"], holder="one", now=stale, until=stale + LIFE)
    )

    assert woken == {}
    assert await holds(desk, "ledger", 2)


async def test_without_another_process_there_is_one(desk):
    assert await desk.read(lambda tx: tx.leases.processes()) == 1
