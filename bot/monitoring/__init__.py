"""Logs, metrics, health and backlog."""
