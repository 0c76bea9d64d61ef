"""The grammar of what people type, a file a subject; `handlers.parse` is its door."""
