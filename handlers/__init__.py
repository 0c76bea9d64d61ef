"""The conversation: commands, buttons, screens and texts."""
