"""WRITES: one keyword-only function a command, `(tx, *, ...) -> Answer`. No SQL, no wording, no
clock.
"""
