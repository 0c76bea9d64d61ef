"""Backup and restore of the bookings' database."""
