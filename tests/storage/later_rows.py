"""Rows of tables that a booking may have and that nothing here writes yet."""

ROWS = (
    """INSERT INTO hold (slot, reason, person, patient, booking, version, made_at, until)
      SELECT slot, 'undo', person, patient, id, version, 1, 1 FROM booking WHERE id = {booking}""",
    """INSERT INTO request (booking, kind, state, facts, at)
      VALUES ({booking}, 'change', 'open', '{{}}', 1)""",
    """INSERT INTO waitlist_entry (wish, patient, person, hospital, program, day, position, lapses,
      at) SELECT 1, patient, person, hospital, program, day, 1, 0, 1 FROM booking
      WHERE id = {booking}""",
    """INSERT INTO live_card (person, kind, facts, at)
      SELECT person, 'today', '{{}}', 1 FROM booking WHERE id = {booking}""",
)


def add_later_rows(tx, booking: int) -> None:
    """One of each, about that booking and its person."""
    for row in ROWS:
        tx.driver._cursor.execute(row.format(booking=booking))
    tx.driver.changed = True
