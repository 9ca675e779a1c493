"""Real workers on the database of a test, for the drills; and mails for them to send."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from meldingen.mailing import send_news
from meldingen.models import Taak, Volgmail
from tests.conftest import with_name
from tests.meldingen.makers import make_melding
from wijkportal import processes

# A short drill skips waiting times by moving what is planned to now; with FAULTS_N it runs in real time.
N = int(os.environ.get("FAULTS_N", "12"))
IS_SHORT = "FAULTS_N" not in os.environ
PATIENCE = 60 if IS_SHORT else 900


class Worker:
    """A worker process; as a context manager it is ended with the block. `without`: protections to leave out."""

    def __init__(self, sink, *without, timeout=2, **settings):
        self.environment = {
            **os.environ,
            "DATABASE_URL": with_name(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.address[1]}?timeout={timeout}",
            "LOG_LEVEL": "CRITICAL",
            **settings,
        }
        self.command = [sys.executable, "-m", "tests.faults.worker", *without]

    def __enter__(self):
        self.process = processes.spawn(
            self.command, cwd=settings.BASE_DIR, env=self.environment, die_with=signal.SIGKILL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(self, *problem):
        self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()


def ask_for_news(world, number):
    """Make meldingen with a follower, and news about each; returns the seconds that each took."""
    seconds = []
    for one in range(number):
        begun = time.monotonic()
        melding = make_melding(world, contactvorm="anoniem")
        Volgmail.objects.create(melding=melding, email=f"volger{one}@example.org", bevestigd_op=timezone.now())
        send_news(melding)
        seconds.append(time.monotonic() - begun)
    return seconds


def wait_until(condition, patience=PATIENCE, *, skips=IS_SHORT):
    """Return how many seconds it took, or None when it did not come true in time."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > patience:
            return None
        if skips:
            skip_waiting()
        time.sleep(0.1)
    return round(time.monotonic() - begun, 1)


def skip_waiting():
    """What was put off is due now, and who is silent was so for long."""
    Taak.objects.filter(status="todo", scheduled_at__gt=timezone.now()).update(scheduled_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 seconds'"
            " WHERE last_heartbeat < now() - interval '7 seconds'"
        )


def left():
    """Mails that the queue still holds, by their status."""
    jobs = Taak.objects.filter(task_name="meldingen.jobs.send_mail").order_by("pk")
    return sorted(jobs.values_list("status", flat=True))


def report(name, **facts):
    line = f"{name}: " + " ".join(f"{key}={value}" for key, value in ({"N": N} | facts).items())
    sys.stdout.write(line + "\n")
    if "FAULTS_REPORT" in os.environ:
        with Path(os.environ["FAULTS_REPORT"]).open("a") as file:
            file.write(line + "\n")
