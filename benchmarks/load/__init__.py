"""Load: filled databases, the domain layer or the bot at work, and client processes."""
