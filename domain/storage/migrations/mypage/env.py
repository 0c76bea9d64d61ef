"""Runs the read model's migrations on the connection it is given. No settings file."""

from domain.storage.migrating import run_here
from domain.storage.mypage_tables import METADATA

run_here(METADATA)
