"""Tables, their versions and migration to them."""
