"""Telegram on your own machine: a Bot API emulator and a page with two phones.

Knows nothing of the bot it serves; never talks to another machine.
"""
