"""The front desk: rosters, parked events, admins."""
