"""`manage.py start`: the database, what it must hold, the web server, and one line that says where the site is."""

import argparse
import contextlib
import errno
import hashlib
import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path

import psycopg

from wijkportal import development, embedded, places, processes
from wijkportal.processes import Refused

MANAGE = [sys.executable, str(places.CHECKOUT / "manage.py")]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LIVE = "/gezond/live"
EMPTY = "empty"
PATIENCE = 60  # seconds until the site must answer
REST = 5  # seconds between two starts of the worker
SIGN_INS = """
import django; django.setup()
from wijkportal.demo import codes, sign_ins
for name, password, role in sign_ins(): print(f"  {name:22} {password:27} {role}")
for code, state in codes(): print(f"  {code}  to follow at /volgen/ ({state})")
"""


class Stopped(BaseException):
    """Somebody asked us to stop."""

    is_asked = False


def main(args):
    """Run the site until somebody stops it; returns the exit code. Raises Refused."""
    options = parse(args)
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, on_signal)
    sys.stdout.reconfigure(line_buffering=True)
    try:
        with contextlib.ExitStack() as stack:
            run(options, stack)
    except Stopped:
        return 0


def parse(args):
    parser = argparse.ArgumentParser(prog="manage.py start", description="Run the whole site on this machine.")
    parser.add_argument(
        "--port", type=port_number, default=8000, help="port on localhost (default 8000; 0 chooses a free one)"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave a new database without demo data")
    return parser.parse_args(args)


def port_number(text):
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port number")
    return int(text)


def on_signal(number, frame):
    """Stop what we are doing. Python may lose what a handler raises (during a fork, say), so `check` asks again."""
    Stopped.is_asked = True
    # What follows is short and orderly; a second Ctrl-C must not cut it.
    for other in SIGNALS:
        signal.signal(other, lambda number, frame: None)
    raise Stopped


def run(options, stack):
    """Start everything, each thing after what it needs, and watch over it. The stack stops it in reverse order."""
    data = places.data_dir()
    address_file = claim(data, stack)
    sockets = listen(options.port, stack)
    port = sockets[0].getsockname()[1]
    address = f"http://localhost:{port}"
    address_file.write_text(address)
    server = None
    if not os.environ.get("DATABASE_URL"):
        server = stack.enter_context(embedded.attached(embedded.development_server()))
    # Plain http on localhost, whatever the environment says.
    os.environ |= {"HTTPS": "off", "SITE_URL": address, "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    development.fill_in(server.url if server else os.environ["DATABASE_URL"])
    prepare_database(data, is_own=bool(server), demo=not options.no_demo)
    prepare_static(data)
    children = {"web server": start_web(sockets, stack)}
    wait_until_live(port, children)
    worker = Worker(stack)
    announce(address)
    watch(children, worker, server)


def claim(data, stack):
    """Take the place of the one running site of this checkout; returns the file for its address. Raises Refused."""
    # The lock of another user's site, when that is kept beside the code, can be read but not taken.
    for directory in {places.CHECKOUT / ".data", data}:
        path = directory / "running"
        if directory != data and not os.access(path, os.R_OK):
            continue
        descriptor = places.open_lock(path) if directory == data else os.open(path, os.O_RDONLY)
        stack.callback(os.close, descriptor)
        if not places.try_lock(descriptor):
            raise Refused(f"The site of this checkout already runs at {path.read_text() or 'an address to come'}.")
    return data / "running"


def listen(port, stack):
    """Return sockets that listen on the port of localhost, IPv4 and where there is one IPv6. Raises Refused."""
    sockets = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            listener = stack.enter_context(socket.socket(family))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(512)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise Refused(
                    f"Port {port} of localhost is taken. Choose another: manage.py start --port 8001"
                ) from None
            if family == socket.AF_INET:
                raise Refused(f"Port {port} of localhost cannot be used: {problem.strerror}.") from None
            continue  # a machine without IPv6
        sockets.append(listener)
        port = listener.getsockname()[1]
    return sockets


def prepare_database(data, *, is_own, demo):
    """Bring the database up to the code, and fill a new one with demo data. Raises Refused."""
    mark = "" if is_own else "-" + hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()[:10]
    stamp, new = data / f"migrated{mark}", data / f"{embedded.NEW}{mark}"
    before = migration_state()
    if before.startswith(EMPTY):
        new.touch()
    if not stamp.exists() or stamp.read_text() != before:
        sys.stdout.write("Preparing the database ...\n")
        manage("migrate", "--no-input", "--verbosity=0")
        stamp.write_text(migration_state())
    if new.exists():
        if demo:
            sys.stdout.write("Loading the demo data ...\n")
            manage("load_demo")
        new.unlink()


def migration_state():
    """Return a text that changes with the migration files, the packages and what the database has had of them."""
    files = sorted([*places.CHECKOUT.glob("*/migrations/*.py"), places.CHECKOUT / "requirements.txt"])
    code = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
            if not connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0]:
                return f"{EMPTY} {code}"
            rows = connection.execute("SELECT md5(string_agg(app || name, ' ' ORDER BY id)) FROM django_migrations")
            return f"{rows.fetchone()[0]} {code}"
    except psycopg.Error as problem:
        raise Refused(f"The database of DATABASE_URL does not answer: {str(problem).strip()}") from None


def prepare_static(data):
    """Collect the static files again when one of them, or the packages, changed."""
    roots = [places.CHECKOUT / "static", *places.CHECKOUT.glob("[a-z]*/static")]
    files = sorted(path for root in roots for path in root.rglob("*") if path.is_file())
    parts = [f"{path.relative_to(places.CHECKOUT)} {path.stat().st_mtime_ns}" for path in files]
    parts.append((places.CHECKOUT / "requirements.txt").read_text())
    state = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    stamp = data / "collected"
    if not stamp.exists() or stamp.read_text() != state or not Path(os.environ["STATIC_ROOT"]).exists():
        stamp.unlink(missing_ok=True)
        manage("collectstatic", "--no-input", "--clear", "--verbosity=0")
        stamp.write_text(state)


def manage(*args):
    """Run a command of manage.py to its end. Raises Refused with its output when it fails."""
    code, output = processes.run([*MANAGE, *args])
    if code:
        raise Refused(f"`manage.py {args[0]}` failed:\n{output.strip()}")


def start_web(sockets, stack):
    """Start gunicorn on the sockets; returns its process."""
    descriptors = [listener.fileno() for listener in sockets]
    binds = [part for number in descriptors for part in ("--bind", f"fd://{number}")]
    args = [sys.executable, "-m", "gunicorn", "-c", "python:wijkportal.gunicorn_conf", *binds, "wijkportal.wsgi"]
    child = processes.spawn(args, cwd=places.CHECKOUT, pass_fds=descriptors)
    stack.callback(processes.stop, child, patience=25)
    return child


class Worker:
    """The process that does the jobs. Another takes its place when it ends: the jobs are safe in the database."""

    def __init__(self, stack):
        self.start()
        stack.callback(lambda: processes.stop(self.child, patience=15))

    def start(self):
        self.started = time.monotonic()
        # Jobs may be cut at any point, so nothing of it needs to outlive us.
        args = [*MANAGE, "procrastinate", "worker"]
        self.child = processes.spawn(args, cwd=places.CHECKOUT, die_with=signal.SIGKILL)

    def keep(self):
        """Start it again when it ended; not in a loop while the database is away."""
        if self.child.poll() is not None and time.monotonic() - self.started > REST:
            self.start()


def wait_until_live(port, children):
    """Return when the site answers. Raises Refused."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        check(children)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", LIVE)
            connection.getresponse()
            return
    raise Refused(f"The web server did not answer within {PATIENCE} s.")


def check(children):
    """Raise Refused when one of the processes has ended, and Stopped when somebody asked us to stop."""
    if Stopped.is_asked:
        raise Stopped
    for name, child in children.items():
        if child.poll() is not None:
            raise Refused(f"The {name} stopped by itself (exit code {child.returncode}); see above.")


def announce(address):
    """Say where the site is, and with demo data in it who can sign in."""
    sys.stdout.write(f"\nWijkportaal runs at {address}  (Ctrl-C stops it)\n")
    folder = os.environ["EMAIL_URL"].removeprefix("file:///")
    if folder != os.environ["EMAIL_URL"]:
        sys.stdout.write(f"Mail is not sent but written to {folder}\n")
    if (places.CHECKOUT / "wijkportal/demo").is_dir():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "wijkportal.settings"}
        code, output = processes.run([sys.executable, "-c", SIGN_INS], cwd=places.CHECKOUT, env=environment)
        if code == 0 and output:
            sys.stdout.write(f"Demo sign-ins for {address}/admin/\n{output}")


def watch(children, worker, server):
    """Return never: raises Refused when something stops by itself."""
    while True:
        check(children)
        worker.keep()
        if server and not server.is_kept():
            raise Refused(f"The database stopped by itself; see {server.directory / 'postgres.log'}.")
        time.sleep(0.5)
