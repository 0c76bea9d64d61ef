"""Where the embedded databases' files are. It opens none."""

from pathlib import Path

from bot.config.load import Config


def path_of(url: str) -> Path:
    """The file of an embedded database's URL."""
    return Path(url.removeprefix("sqlite:///"))


def wipe(config: Config) -> None:
    """Removes both databases, for good; nobody may have them open."""
    for url in (config.database.url, config.mypage.url):
        path = path_of(url)
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
