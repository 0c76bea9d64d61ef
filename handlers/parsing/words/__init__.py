"""Words and phrases of Korean and English that a line is read by, as tables."""
