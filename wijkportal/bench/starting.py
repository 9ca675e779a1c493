"""K. How long `start` takes: warm (packages there, database made before) and cold (nothing there, with install)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from wijkportal import places, processes
from wijkportal.bench.load import LoadError, Request, fetch
from wijkportal.bench.server import free_port

PATIENCE = 300
KEPT = {"PATH", "LANG", "LC_ALL", "TMPDIR"} | {
    name for name in os.environ if re.match(r"(?i)(pip|uv)_|https?_proxy|ssl_", name)
}


def warm(server, options):
    """Seconds to the first answer on a copy of the checkout that ran before; the packages of this Python."""
    with copy_of_checkout() as folder:
        first = seconds_to_answer(folder, sys.executable)
        times = [seconds_to_answer(folder, sys.executable) for _ in range(options["rounds"])]
    resident, proportional = server.memory_mb()
    return {
        "seconds": round(sorted(times)[len(times) // 2], 2),
        "first_run_s": round(first, 2),
        "worker_rss_mb": round(resident, 1),
        "worker_pss_mb": round(proportional, 1),
    }


def cold(server, options):
    """Seconds to the first answer on a copy of the checkout with a bare Python and empty caches."""
    with copy_of_checkout() as folder:
        return {"seconds": round(seconds_to_answer(folder, getattr(sys, "_base_executable", sys.executable)), 2)}


@contextmanager
def copy_of_checkout():
    """The tracked files only, in a folder of their own that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="wijkportal-bench-"))
    folder.chmod(0o755)
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z"],  # noqa: S607
            cwd=places.CHECKOUT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        for name in filter(None, listing.stdout.split("\0")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(places.CHECKOUT / name, folder / name)
        (folder / "home").mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seconds_to_answer(folder, python):
    """Run `start` in the folder until it answers, then stop it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name in KEPT} | {"HOME": str(folder / "home")}
    with (folder / "start.log").open("w") as log:
        begin = time.perf_counter()
        child = processes.spawn(
            [python, "manage.py", "start", "--port", str(port)],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            while not answers(port):
                if child.poll() is not None or time.perf_counter() - begin > PATIENCE:
                    raise LoadError(f"`start` did not answer: {(folder / 'start.log').read_text()[-500:]}")
                time.sleep(0.02)
            return time.perf_counter() - begin
        finally:
            processes.stop(child, patience=30)


def answers(port):
    try:
        return fetch(port, Request("/", headers={"Host": f"localhost:{port}"}))[0] == 200
    except OSError:
        return False
