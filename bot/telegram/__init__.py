"""Everything between the process and Telegram: updates in, messages out."""
