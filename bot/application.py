"""The library's application as we use it, and how it is hung up. It knows no handlers."""

from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.config.load import Config
from bot.telegram.sender import Sender
from bot.telegram.update_processor import App
from handlers.context import Context

Transports = tuple[BaseRequest, BaseRequest]
"""One for calls, one for the long poll."""


def build(config: Config, *, transports: Transports, sender: Sender) -> App:
    """Without the library's updater, which confirms too early, and its job queue, which forgets."""
    root, token = config.telegram.api_root, config.telegram.token
    call, poll = transports
    return (
        ApplicationBuilder()
        .token(token.get_secret_value() if token is not None else "")
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .request(call)
        .get_updates_request(poll)
        .rate_limiter(sender)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def hang_up(application: App, transports: Transports) -> None:
    """The application leaves connections open if Telegram never answered."""
    await application.shutdown()
    for transport in transports:
        await transport.shutdown()
