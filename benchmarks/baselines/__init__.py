"""Baselines: the same work without the bot, or on the usual stack."""
