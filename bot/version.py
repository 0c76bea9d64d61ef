"""Which release this is. The same as in pyproject.toml, which the container does not have."""

VERSION = "0.2.0"
