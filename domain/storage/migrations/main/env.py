"""Runs the main database's migrations on the connection it is given. No settings file."""

from domain.storage.schema.migrate import run_env
from domain.storage.schema.tables import METADATA

run_env(METADATA)
