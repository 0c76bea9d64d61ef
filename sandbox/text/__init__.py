"""Message text: HTML to entities and back."""
