"""Registering and deleting hospitals and dates."""
