"""Front desk: rosters, lookups, dead-lettered events, admins."""
