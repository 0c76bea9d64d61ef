"""Customers' bookings: making, cancelling, looking up."""
