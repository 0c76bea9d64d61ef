"""The clockwork: walks subscribers through the outbox and sends what is owed. No wording."""
