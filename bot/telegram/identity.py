"""The bot's own identity: getMe, checked before anything depends on it."""

from telegram import Bot

from bot.telegram.update_parsing import UNREADABLE


class UnusableIdentity(Exception):
    """What answered getMe is no Bot API server, or not as it should be."""

    def __init__(self) -> None:
        super().__init__("telegram.api_root: getMe named no bot; is a Bot API server there?")


async def initialize(bot: Bot) -> None:
    """Opens the bot's transports and asks who it is. Raises TelegramError and UnusableIdentity.

    Without `is_bot` the library cannot read the answer; without `username` each command would fail.
    """
    try:
        await bot.initialize()
        usable = bot.bot.is_bot is True and isinstance(bot.username, str)
    except UNREADABLE:
        raise UnusableIdentity from None
    if not usable or not bot.username:
        raise UnusableIdentity
