"""A PostgreSQL of our own, shared by every command of this checkout that runs at the moment. Standard library only.

Each command holds a shared lock on `users` while it needs the database. A keeper process (keeper.py) runs
the server and waits for the exclusive lock, which the kernel gives once the last user is gone, however it ended; then
it stops the server. So no command has to clean up, and nothing stays behind after SIGKILL.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from wijkportal import places
from wijkportal.processes import Refused

DATABASE = "wijkportal"
NEW = "new"  # a file that says: just made, and `start` has not filled it yet
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes of the whole path; systems allow 103 or 107


class Server:
    """The PostgreSQL in a directory: its address, and the locks that say who uses it."""

    def __init__(self, directory, *, throw_away=False):
        self.directory = Path(directory)
        self.throw_away = throw_away
        self.users = self.keeper = None

    @property
    def socket_dir(self):
        inside = self.directory / "socket"
        if len(os.fsencode(inside)) + len(SOCKET_NAME) <= LONGEST_SOCKET:
            return inside
        return places.temporary() / hashlib.sha256(os.fsencode(inside)).hexdigest()[:8]

    @property
    def url(self):
        return f"postgres://postgres@{quote(str(self.socket_dir), safe='')}/{DATABASE}"

    def enter(self):
        """Start the server unless it runs, and keep it running until `leave` or our end. Raises Refused."""
        with places.locked(self.directory / "entrance"):
            self.users = places.open_lock(self.directory / "users")
            fcntl.flock(self.users, fcntl.LOCK_SH)  # waits while a keeper is stopping its server
            if not self.is_kept():
                self.start_keeper()

    def leave(self):
        """Stop using the server; when nobody else does, return once it has stopped."""
        with contextlib.suppress(FileNotFoundError), places.locked(self.directory / "entrance"):
            # The exclusive lock is free when we were the last; else other users hold it, or a keeper that is stopping.
            fcntl.flock(self.users, fcntl.LOCK_UN)
            others = not places.try_lock(self.users) and places.try_lock(self.users, fcntl.LOCK_SH)
            os.close(self.users)
            if others:
                return
            with places.locked(self.directory / "keeper"):
                pass  # its server has stopped
            if self.keeper:
                self.keeper.wait()

    def is_kept(self):
        """Whether a keeper runs; it holds its lock as long as the server runs."""
        descriptor = places.open_lock(self.directory / "keeper")
        try:
            return not places.try_lock(descriptor, fcntl.LOCK_SH)
        finally:
            os.close(descriptor)

    def start_keeper(self):
        """Start a keeper and wait until its server answers. Raises Refused with what the server said."""
        args = [sys.executable, "-m", "wijkportal.keeper", str(self.directory), "x" * self.throw_away]
        path = [str(places.CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
        self.keeper = subprocess.Popen(  # noqa: S603
            args, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd="/", env=environment
        )
        with self.keeper.stdout as answer:
            said = answer.read().decode()
        if said != "ready":
            self.keeper.wait()
            raise Refused(f"The database does not start. {said}")


@contextlib.contextmanager
def attached(server):
    """Use the server inside the block."""
    server.enter()
    try:
        yield server
    finally:
        server.leave()


def development_server():
    """Return the Server of this checkout, not yet started."""
    return Server(places.data_dir())


def throw_away_server():
    """Return a Server in a new directory, which disappears with it."""
    roots = [Path(path) for path in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")]  # noqa: S108
    root = next((path for path in roots if places.can_be_reached(path / "x") and os.access(path, os.W_OK)), roots[0])
    directory = Path(tempfile.mkdtemp(prefix="wijkportal-test-", dir=root))
    directory.chmod(0o711)
    return Server(directory, throw_away=True)
