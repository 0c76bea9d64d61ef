"""What must hold in the databases, and who looks whether it does. See docs/doctor.md."""
