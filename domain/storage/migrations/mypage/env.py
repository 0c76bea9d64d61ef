"""Runs the read model's migrations on the connection it is given. No settings file."""

from domain.storage.schema.migrate import run_env
from domain.storage.schema.mypage_tables import METADATA

run_env(METADATA)
