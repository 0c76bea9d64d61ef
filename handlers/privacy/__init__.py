"""Consent, data export, erasure."""
