"""Encryption keys: the master key and each person's own."""
