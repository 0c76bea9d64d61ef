"""What people see: facts -> Screen. Draws and reads, runs nothing, sends nothing."""
