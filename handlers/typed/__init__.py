"""The grammar of what people type, a file a subject; `handlers.parsing` is its door."""
