"""Repositories: SQL statements by topic."""
