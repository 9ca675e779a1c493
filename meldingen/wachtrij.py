"""The way to the jobs: by name, in the transaction of the caller, with nothing but ids.

By name, because the jobs use the workflow and not the other way round.
"""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

TASKS = "meldingen.jobs"
# A worker gives procrastinate a connection of its own; here it is always the one of Django, with its transaction.
queue = JobManager(DjangoConnector())


def enqueue(task, melding_id):
    """Put a job of meldingen/jobs.py in the queue. One statement, and it is gone when the transaction is."""
    put(task, melding_id=melding_id)


def put(task, *, at=None, priority=0, **ids):
    """As `enqueue`, for any id: not before the moment `at`, and before what has a lower priority."""
    queue.defer_job(app.configure_task(f"{TASKS}.{task}", schedule_at=at, priority=priority, task_kwargs=ids).job)
