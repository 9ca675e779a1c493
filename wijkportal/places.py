"""Where this checkout keeps what it makes: data and packages. Standard library only.

Beside the code when it can be written there, else in the home directory, else in a temporary directory.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from wijkportal.processes import Refused

CHECKOUT = Path(__file__).resolve().parent.parent
# Names this checkout in directories that several checkouts and several people use.
NAME = f"wijkportal-{hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:10]}"


def data_dir():
    """Return the directory for the database, the secret and the collected static files, made when needed.

    As root it is one that the uid of Postgres can reach. Raises Refused.
    """
    candidates = [CHECKOUT / ".data", *in_home("XDG_DATA_HOME", ".local/share")]
    if os.geteuid() == 0:
        candidates.append(Path("/var/lib", NAME))
    candidates.append(temporary())
    for path in candidates:
        if can_be_reached(path) and can_be_used(path):
            return path
    raise Refused(f"No place to keep data. Tried: {', '.join(map(str, candidates))}")


def venv_dirs():
    """Return where the packages may live, best first."""
    return [CHECKOUT / ".venv", *[path / "venv" for path in [*in_home("XDG_CACHE_HOME", ".cache"), temporary()]]]


def in_home(variable, default):
    """Return our directory under an XDG directory as a list of one, or of none without a home."""
    if os.environ.get(variable):
        return [Path(os.environ[variable], NAME)]
    home = os.environ.get("HOME")
    return [Path(home, default, NAME)] if home else []


def temporary():
    """Return our directory under /tmp: short, because the path of a Unix socket holds 107 bytes at most."""
    return Path("/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir(), f"{NAME}-{os.geteuid()}")  # noqa: S108


def can_be_used(path):
    """Make the directory when needed; true when it is ours alone to write in."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or not os.access(path, os.W_OK | os.X_OK):
            return False
        # Root's Postgres runs as another user and has to pass. Others read only the address of a running site.
        path.chmod(0o711 if os.geteuid() == 0 or path.parent == CHECKOUT else 0o700)
    except OSError:
        return False
    return True


def can_be_reached(path):
    """Whether the uid of Postgres, when it is not ours, can pass all directories above the path."""
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())


@contextlib.contextmanager
def locked(path):
    """Hold a lock that the kernel drops with the process; waits for another holder. The path may be a directory."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_lock(path):
    """Return a descriptor to lock; the file is made when needed, a directory or another's file is only read."""
    if path.is_dir():
        return os.open(path, os.O_RDONLY)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def try_lock(descriptor, kind=fcntl.LOCK_EX):
    """Take the lock if it is free; returns whether it is held now."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
