"""Registration and deletion of hospitals and dates."""
