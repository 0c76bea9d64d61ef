"""The core: the rules, and what it remembers. It knows neither Telegram nor APScheduler."""
