"""The emulator as a process, over real sockets: once through everything that needs one."""

import asyncio
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from sandbox.guard import TOKEN_HEADER

TOKEN = "1000000001:SANDBOX"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_deprecated_seconds(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def start(*arguments):
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.fixture
async def url():
    process = await start("--port", "0", "--token", TOKEN)
    line = (await process.stdout.readline()).decode()
    yield line.removeprefix("sandbox: ").strip()
    process.terminate()
    _, errors = await process.communicate()
    assert errors.decode() == ""


async def raw(url, *lines):
    """The status of the answer to a request as it is written here."""
    reader, writer = await asyncio.open_connection("127.0.0.1", url.rpartition(":")[2])
    writer.write("".join(f"{line}\r\n" for line in (*lines, "Connection: close", "")).encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


async def test_the_guard_reads_what_is_on_the_wire(url):
    own, token = f"Host: {url.removeprefix('http://')}", f"{TOKEN_HEADER}: {TOKEN}"
    state = "GET /sandbox/state HTTP/1.1"
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")

    assert await raw(url, state, own, token) == 200
    assert await raw(url, f"GET {url}/sandbox/state HTTP/1.1", own, token) == 200
    for strange in (
        (state, own),
        (state, token),
        (state, "Host: elsewhere.example", token),
        (state, own, "Host: elsewhere.example", token),
        (state, "Host: elsewhere.example", f"X-Forwarded-{own}", token),
        (state, own, own, token),
        ("GET /sandbox/state HTTP/1.0", token),
        (f"GET {url}/sandbox/state HTTP/1.1", "Host: elsewhere.example", token),
        ("GET http://elsewhere.example/sandbox/state HTTP/1.1", own),
        ("GET /static/%2e%2e/sandbox/state HTTP/1.1", "Host: elsewhere.example"),
        ("GET /%2e%2e/sandbox/state HTTP/1.1", own),
        ("GET //sandbox/state HTTP/1.1", own),
        (state, own, *upgrade, "Origin: https://elsewhere.example"),
    ):
        assert await raw(url, *strange) in {400, 403}, strange


async def test_a_token_that_was_not_given_is_made_and_printed():
    process = await start("--port", "0")
    url = (await process.stdout.readline()).decode().removeprefix("sandbox: ").strip()
    token = (await process.stdout.readline()).decode().removeprefix("token: ").strip()
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        right = await http.get(f"/bot{token}/getMe")
        known = await http.get(f"/bot{TOKEN}/getMe")
    process.terminate()
    await process.communicate()

    assert (right.status_code, known.status_code) == (200, 401)


@asynccontextmanager
async def everything(url):
    async with (
        Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot,
        httpx.AsyncClient(base_url=url, headers={TOKEN_HEADER: TOKEN}, trust_env=False) as http,
    ):
        yield bot, http


async def test_a_conversation_over_a_socket(url):
    async with everything(url) as (bot, http):
        poll = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        await http.post("/sandbox/chats/1001/send", json={"text": "/start"})
        (update,) = await poll

        await update.message.reply_html("<b>안녕하세요</b>")
        sent = await bot.send_document(1001, "가,나".encode(), filename="명단.csv")
        file = await bot.get_file(sent.document.file_id)
        content = bytes(await file.download_as_bytearray())
        told = (await http.get("/sandbox/chats/1001")).json()

    assert content.decode() == "가,나"
    assert told["messages"][1]["html"] == "<b>안녕하세요</b>"
    assert told["messages"][2]["document"]["file_name"] == "명단.csv"


async def test_a_cut_answer_is_ambiguous_but_the_message_is_there(url):
    async with everything(url) as (bot, http):
        await http.post("/sandbox/chats/1001/send", json={"text": "/start"})
        await http.post(
            "/sandbox/faults", json={"method": "sendMessage", "kind": "accept_then_cut"}
        )

        with pytest.raises(NetworkError) as cut:
            await bot.send_message(1001, "도착")
        told = (await http.get("/sandbox/chats/1001")).json()

    assert type(cut.value.__cause__).__name__ in {"RemoteProtocolError", "ReadError"}
    assert told["messages"][1]["text"] == "도착"


async def test_a_hanging_answer_times_out_and_nothing_was_sent(url):
    async with everything(url) as (bot, http):
        await http.post("/sandbox/chats/1001/send", json={"text": "/start"})
        await http.post("/sandbox/faults", json={"method": "sendMessage", "kind": "hang"})

        with pytest.raises(TimedOut):
            await bot.send_message(1001, "x", read_timeout=0.3)
        told = (await http.get("/sandbox/chats/1001")).json()

    assert len(told["messages"]) == 1


async def test_updates_reach_a_webhook_over_a_socket(url):
    came = asyncio.Queue()

    async def receive(request):
        await came.put((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        return web.Response()

    served = web.Application()
    served.router.add_post("/telegram", receive)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with everything(url) as (bot, http):
        port = runner.addresses[0][1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token="s" * 16)
        await http.post("/sandbox/chats/1001/send", json={"text": "하나"})
        secret, update = await asyncio.wait_for(came.get(), 5)
    await runner.cleanup()

    assert secret == "s" * 16
    assert update["message"]["text"] == "하나"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
async def test_it_stops_quietly_while_somebody_waits():
    process = await start("--port", "0", "--token", TOKEN)
    url = (await process.stdout.readline()).decode().removeprefix("sandbox: ").strip()
    async with everything(url) as (bot, http):
        poll = asyncio.create_task(bot.get_updates(timeout=20))
        look = asyncio.create_task(http.get("/sandbox/chats/1001?since=0&wait=20"))
        await asyncio.sleep(0.3)

        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 5)

        assert await poll == ()
        assert (await look).status_code == 200
    assert errors.decode() == ""


async def test_a_taken_port_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await start("--port", str(port))
        _, errors = await process.communicate()

    assert process.returncode == 2
    assert errors.decode().startswith(f"sandbox: port {port} cannot be used: ")
    assert errors.decode().count("\n") == 1
