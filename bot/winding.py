"""Winds the clockwork up with what the wiring has made. It opens nothing."""

from functools import partial

from bot.background_jobs import Clockwork
from bot.clock import OffsetClock
from bot.clock_sync import set_clock
from bot.config.worker_roles import Share
from bot.relaying import Outlet
from bot.telegram.send_errors import classify
from bot.telegram.sender import Sender
from bot.telegram.update_processor import App
from handlers import notices
from handlers.menu import register
from handlers.view import Services
from jobs.scheduler import Tick


def wind_up(
    works: Clockwork,
    services: Services,
    clock: OffsetClock,
    *,
    app: App,
    sender: Sender,
    share: Share | None,
    outlet: Outlet | None,
) -> None:
    """Everybody knows of everybody afterwards; nothing works yet."""
    register(app, services)
    works.wind_up(
        services,
        send=notices.sender(app.bot, services, classify=classify),
        hold=sender.pause,
        room=sender.reach.room,
        share=share,
        more=[Tick("clock", 60, partial(set_clock, services.store, clock))],
        outlet=outlet,
    )
