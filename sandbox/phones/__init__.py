"""The phones on the sandbox page and their requests."""
