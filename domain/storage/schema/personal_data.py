"""What each column of both databases holds: something of a person, and which; a number that stands
for something; a key; or none of these. A column that no line names is found by a test.
"""

from collections.abc import Mapping

from domain.ports.people import PersonalRecords

PERSONAL: Mapping[PersonalRecords, str] = {
    PersonalRecords.TELEGRAM: "person.telegram",
    PersonalRecords.LANGUAGE: "person.language",
    PersonalRecords.NAME: "person.sealed_name",
    PersonalRecords.SINCE: "person.at",
    PersonalRecords.REACHABLE: "person.reachable",
    PersonalRecords.CONSENT: "consent.consent consent.version consent.at consent.ended_at",
    PersonalRecords.BOOKING: """
        booking.code booking.hospital booking.day booking.status booking.made_at
        ledger.code ledger.hospital ledger.day ledger.status ledger_entry.kind ledger_entry.at
        shown_booking.code shown_booking.hospital shown_booking.day shown_booking.status
        moment.kind moment.at""",
    PersonalRecords.NOTICE: """
        notice.kind notice.facts notice.due_at notice.state notice.message notice.settled_at""",
    PersonalRecords.QUESTION: "dialogue.topic dialogue.state dialogue.facts dialogue.expires_at",
    PersonalRecords.ADMIN: """
        admin.invited_by admin.at admin.revoked_at admin.revoked_by
        invite.made_by invite.opened_by invite.used_at
        audit.at audit.actor audit.role audit.action audit.target audit.outcome audit.facts""",
}
"""As long as the person is known. After an erasure what stays of a booking is of nobody."""

IDS = """
    hospital.id slot.id slot.hospital slot.deletion
    deletion.id deletion.hospital deletion.admin
    person.id consent.id consent.person dialogue.person admin.id admin.person invite.id
    booking.id booking.person booking.slot
    ledger.booking ledger.person ledger.slot ledger_entry.booking
    event.id event.body position.event position.epoch parked.event parked.lane
    notice.id notice.key notice.person notice.deletion
    handled.bot handled.update_id handled.answer audit.id audit.update_id
    shown_hospital.hospital shown_booking.booking shown_booking.person moment.booking
    erased.person"""
"""Random or counted numbers, also where a text is made of them."""

KEYS = "person.wrapped_key invite.token"
"""A person's key, under the master key; the hash of an invitation's token. Nobody is shown them."""

PLAIN = """
    schema_info.number schema_info.oldest_runnable meta.name meta.value
    lease.name lease.holder lease.token lease.until
    position.subscriber parked.subscriber parked.attempts parked.error parked.try_at
    hospital.name hospital.key hospital.phone hospital.note hospital.deleted
    deletion.day deletion.bookings deletion.people deletion.at deletion.closed deletion.summed
    slot.day slot.capacity slot.booked slot.version slot.deleted
    dialogue.version dialogue.begun_by invite.expires_at booking.version booking.returned
    ledger.version ledger_entry.version event.at event.kind
    notice.expires_at notice.attempts notice.ambiguous notice.not_before
    handled.at audit.hash
    shown_hospital.name shown_hospital.phone shown_booking.version moment.version"""
"""Of hospitals, and of how things work."""
