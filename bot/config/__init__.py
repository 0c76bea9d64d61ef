"""Settings: their fields, where they come from, and checks across them."""
