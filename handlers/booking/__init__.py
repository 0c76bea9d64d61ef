"""Booking, cancelling and looking up, as a customer sees it."""
