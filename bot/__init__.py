"""The process: it starts, wires and stops the bot. It holds no rule of booking and no wording."""
