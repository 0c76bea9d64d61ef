"""`python -m sandbox`: run the emulator in a process of its own, on the loopback interface."""

import argparse
import contextlib
import socket
import sys
from types import FrameType

import uvicorn

from sandbox.app import SandboxApp, create_app
from sandbox.guard import new_token
from sandbox.state.telegram import Telegram

HOST = "127.0.0.1"
IN_USE = 2


class Server(uvicorn.Server):
    """Web server that ends long polls when it stops."""

    def __init__(self, app: SandboxApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="error",  # any page may cause the warnings
                access_log=False,
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=2,
            )
        )
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop on Ctrl-C or SIGTERM."""
        super().handle_exit(sig, frame)
        self._app.hang_up()


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; return 2 if the port is in use."""
    wishes = _parser().parse_args(arguments)
    try:
        listening = _listen(wishes.port)
    except OSError as error:
        sys.stderr.write(f"sandbox: port {wishes.port} cannot be used: {error.strerror}\n")
        return IN_USE
    telegram = Telegram(
        flood_limit=wishes.flood_limit,
        chat_limits=wishes.chat_limits,
        long_retry_after=wishes.long_retry_after,
    )
    token = wishes.token or new_token()
    app = create_app(telegram, token=token, bot_url=wishes.bot_url)
    sys.stdout.write(f"sandbox: http://{HOST}:{listening.getsockname()[1]}\n")
    if not wishes.token:
        sys.stdout.write(f"token: {token}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        Server(app).run(sockets=[listening])
    return 0


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # asyncio does so only for sockets it made itself; without, each answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind((HOST, port))
    listening.listen(2048)  # who reads our address may come before the server runs
    return listening


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="0 takes any free one")
    parser.add_argument("--token", help="the bot's token; default: a random one, which is printed")
    limits = parser.add_argument_group("flood limits")
    limits.add_argument(
        "--flood-limit", type=int, default=30, help="messages a second over all chats, 0 is off"
    )
    switch = argparse.BooleanOptionalAction
    limits.add_argument(
        "--chat-limits", action=switch, default=True, help="messages and edits of each chat"
    )
    limits.add_argument(
        "--long-retry-after",
        action=switch,
        default=True,
        help="a chat above its limit is refused for 30 to 240 s, not only until there is room",
    )
    parser.add_argument("--bot-url", help="where the bot's own controls are")
    return parser


if __name__ == "__main__":
    sys.exit(main())
