"""Refusals of commands, and errors of the store. Handlers have the sentences."""

from domain.answer import Facts


class Refused(Exception):
    """A command refused by a rule.

    `facts` are ids, dates (ISO text) and numbers only, never personal data, so that a refusal can
    be stored beside its update and shown again.
    """

    def __init__(self, **facts: int | str | None) -> None:
        super().__init__(type(self).__name__)
        self.facts: Facts = facts

    @property
    def name(self) -> str:
        """The refusal's name: what a stored refusal is known by."""
        return type(self).__name__


class NotFound(Refused):
    """No row of that number or name, or another person's: the caller cannot tell which."""


class SoldOut(Refused):
    """No place is left in the slot."""


class AlreadyBooked(Refused):
    """This person already has an active booking on that date."""


class TooMany(Refused):
    """This person already has as many upcoming bookings as the policy allows."""


class TooLate(Refused):
    """The deadline (book_until or cancel_until) has passed."""


class ConsentMissing(Refused):
    """The person has not agreed to what is stored."""


class NameMissing(Refused):
    """The examinee's name is not known yet."""


class AlreadyCancelled(Refused):
    """The booking was cancelled before, by the person."""


class AlreadyForceCancelled(Refused):
    """The booking was cancelled before, by the hospital."""


class Past(Refused):
    """The date of the booking lies behind us."""


class SlotExists(Refused):
    """The hospital already has that date."""


class BelowBooked(Refused):
    """The capacity asked for is smaller than the places already taken."""


class AlreadyDeleted(Refused):
    """The hospital or the date was deleted before."""


class OutOfDate(Refused):
    """The card or the dialogue has moved on since it was shown."""


class NotAdmin(Refused):
    """Only an admin may do this."""


class LinkGone(Refused):
    """An invitation that is used, opened by another account, expired, revoked or unknown: the
    caller cannot tell which.
    """


class AlreadyRevoked(Refused):
    """The admin's right was taken back before, or there never was one."""


class Unavailable(Exception):
    """The store cannot be reached or cannot commit now; nothing changed. A retry may succeed."""


class Busy(Unavailable):
    """The writer's queue is full."""
