"""Commands of `python -m bot`: what each does and prints."""
