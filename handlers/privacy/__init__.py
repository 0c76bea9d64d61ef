"""Consent, a person's own data, erasure."""
