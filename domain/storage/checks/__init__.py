"""Integrity checks of both databases: the invariants as SQL. See docs/doctor.md."""
