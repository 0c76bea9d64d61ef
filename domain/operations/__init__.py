"""Operations: one function per command, `(tx, *, ...) -> Answer`, run in one transaction."""
