"""State of the emulated Telegram: people, chats, messages, updates."""
