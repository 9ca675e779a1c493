"""The process that runs the server of embedded.py until nobody uses it. Standard library only.

Usage: python -m wijkportal.keeper DIRECTORY THROW_AWAY. Says "ready" on standard output, or why not.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from wijkportal import places, postgres, processes
from wijkportal.embedded import DATABASE, NEW, Server
from wijkportal.processes import Refused

PATIENCE = 300  # seconds; recovery after a crash of the machine may take long
# One socket for this user only, no network; no statement, value or row of a resident in the log (SAFETY S8).
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "dynamic_shared_memory_type": "mmap",  # does not depend on /dev/shm
    "max_connections": "100",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "max_wal_size": "2GB",
    "jit": "off",
    "log_min_messages": "log",  # an error quotes the value that did not fit
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
# For a database that is thrown away.
RECKLESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


def keep(server):
    """Run the server until nobody uses it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    lock = places.open_lock(server.directory / "keeper")
    fcntl.flock(lock, fcntl.LOCK_EX)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, lock)
        if server.throw_away:
            stack.callback(shutil.rmtree, server.socket_dir, ignore_errors=True)
            stack.callback(shutil.rmtree, server.directory, ignore_errors=True)
        try:
            child = start_server(server, stack)
        except Refused as problem:
            answer(str(problem))
        else:
            answer("ready")
            wait_for_last_user(server, child)


def answer(text):
    """Tell the command that started us, and let go of its pipe and its terminal."""
    sys.stdout.write(text)
    sys.stdout.flush()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def wait_for_last_user(server, child):
    """Return when all users are gone; ends the process when the server ended or somebody tells us to stop."""

    def on_signal(number, frame):
        if number != signal.SIGCHLD or has_ended(child):
            raise SystemExit

    for number in SIGNALS:
        signal.signal(number, on_signal)
    if not has_ended(child):
        # Kept to the end of the process: whoever enters now waits until the server has stopped.
        fcntl.flock(places.open_lock(server.directory / "users"), fcntl.LOCK_EX)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def has_ended(child):
    """Whether the child has ended. Unlike `poll` it can be asked at any moment, also in a signal handler."""
    try:
        return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def start_server(server, stack):
    """Start the server, its data made when needed, and return its process once it answers. Raises Refused."""
    programs = postgres.find_programs()
    data = server.directory / f"postgres-{programs.major}"
    if not data.exists():
        create(programs, data, server.throw_away)
    own_directory(server.socket_dir)
    forget_dead_server(data, server.socket_dir)
    log = server.directory / "postgres.log"
    options = {**OPTIONS, **(RECKLESS if server.throw_away else {}), "unix_socket_directories": str(server.socket_dir)}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        log.chmod(0o600)
        child = programs.spawn(
            "postgres", "-D", str(data), *settings, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    stack.callback(processes.stop, child, number=signal.SIGINT, patience=60)
    wait_until_ready(child, data / "postmaster.pid", log)
    return child


def create(programs, data, throw_away):
    """Make the data directory with our database in it. Raises Refused; an interrupted try leaves nothing in the way."""
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_directory(unfinished)
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    if programs.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # the same on every machine
    options = ["--username=postgres", "--auth=trust", *(["--no-sync"] if throw_away else [])]
    check(programs.run("initdb", "-D", str(unfinished), *locale, *options), unfinished)
    single = ("postgres", "--single", "-D", str(unfinished), "postgres")
    check(programs.run(*single, feed=f"CREATE DATABASE {DATABASE};\n"), unfinished)
    unfinished.rename(data)
    (data.parent / NEW).touch()


def check(outcome, directory):
    """Raise Refused when a program of PostgreSQL failed."""
    code, output = outcome
    if code:
        raise Refused(explain(output, directory))


def own_directory(path):
    """Make a directory that only the user for PostgreSQL can enter. Raises Refused when somebody else has it."""
    owner = os.geteuid() if postgres.UID is None else postgres.UID
    if path.parent == places.temporary() and not places.can_be_used(path.parent):
        raise Refused(f"{path.parent} belongs to somebody else. Remove it.")
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)
    os.chown(path, owner, -1)


def forget_dead_server(data, socket_dir):
    """Remove the lock files of a server that was killed: its pid may belong to another process by now.

    A server that is still stopping gets the time to do so.
    """
    if sys.platform != "linux":
        return  # cannot be told apart from one that runs
    deadline = time.monotonic() + PATIENCE
    while any(works_in(process, data) for process in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            raise Refused(f"Another PostgreSQL still works in {data}.")
        time.sleep(0.05)
    for lock_file in (data / "postmaster.pid", *socket_dir.glob(".s.PGSQL.*.lock")):
        lock_file.unlink(missing_ok=True)


def works_in(process, data):
    """Whether the process has the directory as its working directory, as all processes of a server have."""
    try:
        return (process / "cwd").samefile(data)
    except OSError:
        return False


def wait_until_ready(child, pid_file, log):
    """Return when the server accepts connections. Raises Refused with its last words."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise Refused(explain(log.read_text(errors="replace"), pid_file.parent))
        with contextlib.suppress(OSError):
            lines = pid_file.read_text().splitlines()
            if len(lines) > 7 and lines[0] == str(child.pid) and lines[7].strip() == "ready":
                return
        time.sleep(0.02)
    raise Refused(f"PostgreSQL did not answer within {PATIENCE} s; see {log}.")


def explain(output, directory):
    """Return one sentence from the output of a program that failed."""
    if "No space left on device" in output:
        return f"The disk with {directory} is full."
    if "could not look up effective user ID" in output:
        return f"PostgreSQL wants a user with a name, and user {os.geteuid()} has none here. Set DATABASE_URL."
    lines = [line for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (telling or lines or ["PostgreSQL said nothing."])[-1]


if __name__ == "__main__":
    keep(Server(sys.argv[1], throw_away=bool(sys.argv[2])))
