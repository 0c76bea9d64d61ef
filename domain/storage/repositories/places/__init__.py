"""Hospitals, programs, slots and deletions."""
