"""A PostgreSQL of a drill: as safe as production, and killed, stopped or filled at will."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from wijkportal import keeper, places, postgres, processes
from wijkportal.embedded import Server

# What production needs; the options of the keeper without those of a database that is thrown away.
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "off"}


def new_folder():
    """A folder that the user for PostgreSQL can reach."""
    roots = [Path(path) for path in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")]
    root = next(path for path in roots if places.can_be_reached(path / "x") and os.access(path, os.W_OK))
    folder = Path(tempfile.mkdtemp(prefix="wp-drill-", dir=root))
    folder.chmod(0o711)
    return folder


class Cluster:
    """A server in a folder: `start`, `kill`, `stop`; `url` is where it listens, `log` what it wrote."""

    def __init__(self, folder):
        self.server = Server(folder)
        self.programs = postgres.find_programs()
        self.data = folder / f"postgres-{self.programs.major}"
        self.log = folder / "postgres.log"
        self.child = None
        self.options = {**keeper.OPTIONS, **SAFE}

    @property
    def url(self):
        return self.server.url

    def create(self):
        keeper.create(self.programs, self.data, True)

    def start(self, **options):
        """Start it and return when it answers; the seconds that took. Options of the last start stay."""
        begun = time.monotonic()
        self.options |= options
        keeper.own_directory(self.server.socket_dir)
        keeper.forget_dead_server(self.data, self.server.socket_dir)
        given = {**self.options, "unix_socket_directories": str(self.server.socket_dir)}
        words = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.child = self.programs.spawn(
                "postgres", "-D", str(self.data), *words, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        keeper.wait_until_ready(self.child, self.data / "postmaster.pid", self.log)
        return time.monotonic() - begun

    def pids(self):
        """All its processes: each has the data as its working directory."""
        return [int(one.name) for one in Path("/proc").glob("[0-9]*") if keeper.works_in(one, self.data)]

    def kill(self):
        """SIGKILL for all its processes; returns how many, once none is left."""
        killed = set()
        while pids := self.pids():
            for pid in pids:
                killed.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.child.poll()  # the postmaster is our child: else it stays as a zombie
        self.child.wait()
        return len(killed)

    def stop(self):
        if self.child:
            processes.stop(self.child, number=signal.SIGINT, patience=60)
        self.child = None

    def execute(self, query, *values):
        """One statement on a connection of its own; the rows, if any."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def remove(self):
        self.stop()
        shutil.rmtree(self.server.socket_dir, ignore_errors=True)
        shutil.rmtree(self.server.directory, ignore_errors=True)


def copy_of(original):
    """A Cluster with the same rows as another one that is stopped."""
    cluster = Cluster(new_folder())
    subprocess.run(["cp", "-a", str(original.data), str(cluster.data)], check=True)
    return cluster
