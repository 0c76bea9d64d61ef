"""SQL building blocks: connection, statements, columns, values."""
