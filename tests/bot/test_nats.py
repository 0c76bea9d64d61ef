"""The way to NATS: who is let in, what is said in clear, servers that say nothing."""

import asyncio
import logging
import sys
from contextlib import suppress

import pytest

from bot import nats as link
from bot.background_jobs import BackgroundJobs, RelayConnection
from bot.config.load import SettingsRefused, load_config
from bot.config.settings import RelaySettings
from bot.config.worker_roles import ALL_WORKERS
from bot.nats import JetStream
from bot.telegram.request import requests
from bot.wiring import wire
from domain.errors import Unavailable
from domain.events import HospitalRegistered
from domain.ports.store import Command
from jobs.cloudevents import CloudEvent
from tests.bot.config.test_load import SHIPPED, TOKEN
from tests.bot.test_wiring import config_in
from tests.jobs.leaving import way_out
from tests.nats import server

MESSAGE = CloudEvent("1-1", "booking-made", b"{}")
PASSWORD = "canary:pass/word"
AUTHORIZED = f'authorization {{ user: "bot", password: "{PASSWORD}" }}'


async def published(url):
    """Whether one message is taken."""
    out = JetStream(RelaySettings(url=url))
    try:
        return await out([MESSAGE]) == [None]
    except Unavailable:
        return False
    finally:
        await out.close()


async def until_taken(out):
    """Tries until it is: on a busy machine even a server that is well takes its time."""
    async with asyncio.timeout(10):
        while True:
            with suppress(Unavailable):
                assert await out([MESSAGE]) == [None]
                return


def with_user(url, user):
    return url.replace("://", f"://{user}@")


async def test_a_stream_is_made_on_files_that_drops_copies_for_minutes(tmp_path):
    with server(tmp_path / "nats") as nats:
        taken = [await published(nats.url), await published(nats.url)]
        async with nats.client() as client:
            found = await client.jetstream().stream_info("CHECKUP")

    assert taken == [True, True]
    assert found.state.messages == 1
    assert (found.config.subjects, found.config.storage) == (["checkup.>"], "file")
    assert found.config.duplicate_window >= 120


async def test_only_who_knows_the_password_is_let_in_and_nobody_reads_it_in_the_log(
    tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    with server(tmp_path / "nats", config=AUTHORIZED) as nats:
        right = await published(with_user(nats.url, "bot:canary%3Apass%2Fword"))
        wrong = await published(with_user(nats.url, "bot:canary-not-it"))
        nobody = await published(nats.url)

    assert (right, wrong, nobody) == (True, False, False)
    assert "canary" not in caplog.text


async def test_the_rights_that_the_contract_names_are_enough(tmp_path):
    mine = '"checkup.>", "$JS.API.STREAM.INFO.CHECKUP", "$JS.API.STREAM.CREATE.CHECKUP"'
    rights = f'{{ publish: [{mine}], subscribe: ["_INBOX.>"] }}'
    config = f"authorization {{ users: [{{user: bot, password: key, permissions: {rights}}}] }}"

    with server(tmp_path / "nats", config=config) as nats:
        assert await published(with_user(nats.url, "bot:key"))


@pytest.mark.parametrize(("scheme", "heard"), [("tls", False), ("nats", True)])
async def test_a_password_for_an_encrypted_way_is_never_said_in_clear(scheme, heard):
    said = bytearray()

    async def greets_in_clear(reader, writer):
        writer.write(b'INFO {"server_id":"x","version":"2.15.1","max_payload":1024}\r\n')
        said.extend(await reader.read(1000))
        writer.write(b"-ERR 'Authorization Violation'\r\n")
        writer.close()

    async with await asyncio.start_server(greets_in_clear, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        taken = await published(f"{scheme}://bot:canary@127.0.0.1:{port}")

    assert not taken
    assert (b"canary" in said) is heard


async def test_a_server_that_says_nothing_is_left_after_a_while(monkeypatch):
    monkeypatch.setattr(link, "TIMEOUT_S", 0.05)

    async def keeps_silent(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_server(keeps_silent, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        async with asyncio.timeout(2):
            assert not await published(f"nats://127.0.0.1:{port}")


async def test_the_relay_and_the_witness_may_publish_at_the_same_time(tmp_path):
    with server(tmp_path / "nats") as nats:
        async with way_out(nats) as out:
            await until_taken(out)
            await out.close()

            taken = await asyncio.gather(*(out([MESSAGE]) for _ in range(5)))

        assert taken == [[None]] * 5


async def test_a_server_that_falls_silent_is_left_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setattr(link, "TIMEOUT_S", 0.3)
    with server(tmp_path / "nats") as nats:
        async with way_out(nats) as out:
            await until_taken(out)

            nats.stall()
            with pytest.raises(Unavailable):
                await out([MESSAGE])
            nats.go_on()

            await until_taken(out)
        assert len(await nats.stored()) == 1


def test_the_package_is_missed_only_when_it_is_wanted(monkeypatch):
    monkeypatch.setitem(sys.modules, "nats", None)
    wanted = {"CHECKUP_RELAY__URL": "nats://127.0.0.1", "CHECKUP_TELEGRAM__TOKEN": TOKEN}

    with pytest.raises(SettingsRefused) as refused:
        load_config(SHIPPED, wanted)
    without = load_config(SHIPPED, {**wanted, "CHECKUP_RELAY__URL": ""})

    assert refused.value.problems == (
        "relay.url: needs the package nats-py, which is in requirements-server.lock",
    )
    assert without.relay.url == ""


async def test_what_happens_in_the_bot_arrives(tmp_path):
    def happen(tx):
        event = HospitalRegistered(hospital=1, name="한빛병원", phone=None, note=None)
        tx.events.append(event, at=tx.now)

    with server(tmp_path / "nats") as nats:
        relay = RelaySettings(url=nats.url, subject="seoul.checkup")
        config = config_in(tmp_path).model_copy(update={"relay": relay})
        parts = await wire(config, transports=requests("aiohttp"), on_fatal=print)
        parts.dispatcher.open()

        await parts.services.store.run(happen, Command(parts.clock.now()))
        async with asyncio.timeout(5):
            while any((await parts.dispatcher.lag()).values()):
                await asyncio.sleep(0.01)
        await parts.dispatcher.close()
        await parts.close()

        (found,) = await nats.stored()
    assert found.subject == "seoul.checkup.hospital-registered"
    assert found.told["source"] == "/seoul/checkup"


@pytest.mark.parametrize("on", [True, False])
async def test_among_others_only_who_has_a_way_out_takes_the_part(tmp_path, on):
    parts = await wire(config_in(tmp_path), transports=requests("aiohttp"), on_fatal=print)
    way_out = (
        RelayConnection(JetStream(RelaySettings(url="nats://127.0.0.1:1")), "/checkup")
        if on
        else None
    )
    works = BackgroundJobs()
    works.attach(parts.services, send=print, hold=print, share=ALL_WORKERS, outlet=way_out)

    await works.leadership.renew()

    assert ("relay" in works.leadership.assigned()) is on
    assert "ledger" in works.leadership.assigned()
    await parts.close()


@pytest.mark.parametrize("on", [True, False])
async def test_the_settings_decide_whether_there_is_a_relay(tmp_path, on):
    config = config_in(tmp_path)
    if on:
        config = config.model_copy(update={"relay": RelaySettings(url="nats://127.0.0.1:1")})

    parts = await wire(config, transports=requests("aiohttp"), on_fatal=print)

    assert ("relay" in await parts.dispatcher.lag()) is on
    await parts.close()
