"""A gunicorn of our own with the settings of production, and what it costs by the account of the system."""

import os
import socket
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from wijkportal import places, processes
from wijkportal.bench.load import HOST, LoadError, Request, fetch

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 30


def environment(**more):
    """The environment of a process that works on the database of the benchmark, as in production."""
    options = connection.settings_dict
    place = f"{options['HOST'] or ''}".replace("/", "%2F")
    port = f":{options['PORT']}" if options["PORT"] else ""
    password = f":{options['PASSWORD']}" if options["PASSWORD"] else ""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "wijkportal.bench.settings",
        "DATABASE_URL": f"postgres://{options['USER']}{password}@{place}{port}/{options['NAME']}",
        "HTTPS": "on",
        "DEBUG": "off",
        "TRUSTED_PROXIES": "1",
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "LOG_LEVEL": "WARNING",
        # All requests come from one address.
        **{f"LIMIT_{name}": "1000000000" for name in ("TIP", "SITE_TIP", "SITE_NAKIJKEN")},
        **more,
    }


def free_port():
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


class Server:
    """A running web server: its port, and the CPU time and memory of its processes."""

    def __init__(self, port, child):
        self.port, self.child = port, child

    def processes(self):
        """Process numbers of the web server: the master, then its workers."""
        mother = self.child.pid
        return [mother, *(int(pid) for pid in children_of(mother))]

    def cpu_ms(self):
        """CPU time so far: {"web": ms, "database": ms} of the web processes and of the backends that serve them."""
        web = self.processes()
        return {"web": sum(map(cpu_ms_of, web)), "database": sum(map(cpu_ms_of, backends()))}

    def memory_mb(self):
        """(resident, proportional) MB of the largest worker; the second counts shared pages for their part."""
        found = [memory_of(pid) for pid in self.processes()[1:]]
        return max(rss for rss, _ in found), max(pss for _, pss in found)


@contextmanager
def running_server():
    """Start the server, yield it, and stop it."""
    port = free_port()
    child = processes.spawn(
        [sys.executable, "-m", "gunicorn", "-c", "python:wijkportal.gunicorn_conf", "wijkportal.wsgi"],
        cwd=places.CHECKOUT,
        env=environment(WEB_BIND=f"{HOST}:{port}"),
    )
    try:
        wait_until_live(port, child)
        yield Server(port, child)
    finally:
        processes.stop(child, patience=25)


def wait_until_live(port, child):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            if fetch(port, Request("/gezond/live"))[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise LoadError("The web server did not answer; see its messages above.")


def backends():
    """Process numbers of the Postgres backends of this database other than our own; empty when on another machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type IN ('client backend', 'parallel worker')"
        )
        return [pid for (pid,) in cursor.fetchall() if Path(f"/proc/{pid}/stat").exists()]


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()


def cpu_ms_of(pid):
    """User and system time of a process with all its threads, in ms (proc(5): fields 14 and 15 of stat)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return 1000 * (int(fields[11]) + int(fields[12])) / TICK


def memory_of(pid):
    lines = dict(
        line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:] if ":" in line
    )
    return tuple(int(lines[name].split()[0]) / 1024 for name in ("Rss", "Pss"))
