"""The way to the jobs: by name, in the transaction of the caller, with nothing but ids.

By name, because the jobs use the workflow and not the other way round.
"""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from meldingen.models import Taak

TASKS = "meldingen.jobs"
# A worker gives procrastinate a connection of its own; here it is always the one of Django, with its transaction.
queue = JobManager(DjangoConnector())


def enqueue(task, melding_id):
    """Put a job of meldingen/jobs.py in the queue. One statement, and it is gone when the transaction is."""
    put(task, melding_id=melding_id)


def put(task, *, at=None, priority=0, **ids):
    """As `enqueue`, for any id: not before the moment `at`, and before what has a lower priority."""
    queue.defer_job(app.configure_task(f"{TASKS}.{task}", schedule_at=at, priority=priority, task_kwargs=ids).job)


def put_all(task, name, pks):
    """As `put`, for many ids under one name, in one statement."""
    tasks = (app.configure_task(f"{TASKS}.{task}", task_kwargs={name: pk}) for pk in pks)
    if jobs := [one.job for one in tasks]:
        queue.batch_defer_jobs(jobs)


@transaction.atomic
def start_again(taak):
    """Put a failed job in the queue anew, with all its patience, in place of the old row; False when it had gone."""
    if not Taak.objects.failed().select_for_update().filter(pk=taak.pk).exists():
        return False
    Taak.objects.filter(pk=taak.pk).delete()
    put(taak.task_name.removeprefix(f"{TASKS}."), priority=taak.priority, **taak.args)
    return True
