"""Days, times and parts of the day in typed text."""
