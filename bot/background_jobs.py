"""Background jobs: made here, connected to each other, and woken by commits. Starts none."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import NamedTuple

from bot.config.settings import RelaySettings
from bot.config.worker_roles import WorkerRoles
from bot.tasks import Debounced
from domain.errors import Unavailable
from domain.ports.notices import Send
from domain.ports.store import AuditHead, CommitSignal
from handlers.view import Services
from jobs.circuit_breaker import CircuitBreaker
from jobs.cloudevents import audit_message
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from jobs.doctor import CheckSchedule, Doctor
from jobs.flood_wait import SharedFloodWait
from jobs.housekeeping import AuditWitness, Housekeeping, Retention, Witness
from jobs.leadership import RELAY, SINGLE_PROCESS, Leadership
from jobs.leases import RENEW_EVERY_S, LeasedLeadership
from jobs.relay import Publish, Relay
from jobs.scheduler import Scheduler, Tick, timetable


class RelayConnection(NamedTuple):
    """Connection for the event relay, and the CloudEvents source."""

    publish: Publish
    source: str

    def relay(self, services: Services, leadership: Leadership) -> Relay:
        """The relay that publishes through it."""
        return Relay(
            store=services.store,
            clock=services.clock,
            publish=self.publish,
            breaker=CircuitBreaker(RELAY),
            source=self.source,
            duty=partial(leadership.guard_for, RELAY),
        )

    async def witness(self, head: AuditHead, at: datetime) -> None:
        """Publish the audit's head. Raises Unavailable."""
        if any(await self.publish([audit_message(head, at=at, source=self.source)])):
            raise Unavailable


def open_outlet(relay: RelaySettings, *, opened: AsyncExitStack) -> RelayConnection | None:
    """The relay's connection, None without `relay.url`; closed with `opened`."""
    if not relay.url:
        return None
    from bot.nats import JetStream  # noqa: PLC0415 - an extra

    publish = JetStream(relay)
    opened.push_async_callback(publish.close)
    return RelayConnection(publish, relay.source)


class BackgroundJobs:
    """The jobs; made before the stores, whose commits wake them, and attached after them."""

    dispatcher: Dispatcher
    deliverer: Deliverer
    leadership: Leadership
    pauses: SharedFloodWait
    scheduler: Scheduler
    audit: AuditWitness
    breakers: tuple[CircuitBreaker, ...] = ()
    doctor: Doctor | None = None
    _attached = False

    def __init__(self, doctor: CheckSchedule | None = None) -> None:
        self._round = doctor

    def committed(self, news: frozenset[CommitSignal]) -> None:
        """Wake the jobs that a commit concerns, here or in another process. From any thread, also
        before they are attached: all look for work when they start.
        """
        if not self._attached:
            return
        if CommitSignal.EVENTS in news:
            self._dispatch()
        if CommitSignal.OWED in news:
            self._deliver()
        if CommitSignal.PAUSED in news:
            self.pauses.wake()

    def changed(self) -> None:
        """Wake the jobs after leases changed."""
        self.dispatcher.wake()
        self.deliverer.wake()

    def paused(self, seconds: float, chat: int | None = None) -> None:
        """Store that Telegram rate-limited us, in a chat or in all."""
        self.deliverer.pause(seconds, chat)

    def attach(
        self,
        services: Services,
        *,
        send: Send,
        hold: Callable[[float, int | None], None],
        share: WorkerRoles | None,
        room: Callable[[int], int] = lambda most: most,
        divide: Callable[[int], None] = lambda _: None,
        more: Sequence[Tick] = (),
        outlet: RelayConnection | None = None,
    ) -> None:
        """Make the jobs. `share`: the workers for this process; None: it is the only one. `hold` is
        called with pauses that other processes met, `room` says how many of so many sends can
        begin, `divide` is told how many processes there are, `more` ticks only where there are
        other processes; no `outlet`: no relay.
        """
        store, clock = services.store, services.clock
        self.leadership = leadership = self._leadership(
            services, share, unable=set() if outlet else {RELAY}, divide=divide
        )
        self.pauses = SharedFloodWait(store=store, clock=clock, hold=hold)
        relay = None if outlet is None else outlet.relay(services, leadership)
        self.breakers = () if relay is None else (relay.breaker,)
        self.dispatcher = Dispatcher(
            main=store,
            mypage=services.mypage,
            clock=clock,
            leadership=leadership,
            more=() if relay is None else (relay,),
        )
        self.deliverer = Deliverer(
            store=store, send=send, clock=clock, leadership=leadership, room=room
        )
        self._dispatch = Debounced(self.dispatcher.wake)
        self._deliver = Debounced(self.deliverer.wake)
        others = self._among_others(more) if share else ()
        witness = None if outlet is None else outlet.witness
        self.scheduler = Scheduler(self._timetable(services, others, witness=witness))
        self._attached = True

    def _timetable(
        self, services: Services, others: Sequence[Tick], *, witness: Witness | None
    ) -> Sequence[Tick]:
        store, clock, leadership = services.store, services.clock, self.leadership
        self.audit = AuditWitness(store=store, clock=clock, leadership=leadership, witness=witness)
        return timetable(
            dispatcher=self.dispatcher,
            deliverer=self.deliverer,
            housekeeping=Housekeeping(store=store, clock=clock, leadership=leadership),
            retention=Retention(store=store, clock=clock, leadership=leadership),
            audit=self.audit,
            more=(*self._doctoring(services), *others),
        )

    def _leadership(
        self,
        services: Services,
        share: WorkerRoles | None,
        *,
        unable: set[str],
        divide: Callable[[int], None],
    ) -> Leadership:
        if share is None:
            return SINGLE_PROCESS
        return LeasedLeadership(
            store=services.store,
            clock=services.clock,
            workers=share.parts - unable,
            changed=self.changed,
            counted=divide,
        )

    def _doctoring(self, services: Services) -> Sequence[Tick]:
        if self._round is None or not self._round.every:
            return ()
        store, clock, owners = services.store, services.clock, services.owners
        self.doctor = Doctor(
            self._round, store=store, clock=clock, owners=owners, leadership=self.leadership
        )
        return (Tick("doctor", 60, self.doctor.tick),)

    def _among_others(self, more: Sequence[Tick]) -> Sequence[Tick]:
        """Ticks that a single process does not need.

        A pause is heard of at once; its tick is for when the connection for that was lost.
        """
        return (
            Tick("leases", RENEW_EVERY_S, self.leadership.renew),
            Tick("pauses", 5, self.pauses.refresh),
            *more,
        )
