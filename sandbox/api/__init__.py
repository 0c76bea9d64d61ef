"""The emulated Bot API: HTTP server, requests, methods."""
