"""The way from the workflow to its jobs: by name, in the same transaction, with nothing but the id of the melding.

By name, because the jobs use the workflow and not the other way round.
"""

from procrastinate.contrib.django import app

TASKS = "meldingen.jobs"


def enqueue(task, melding_id):
    """Put a job of meldingen/jobs.py in the queue. One statement, and it is gone when the transaction is."""
    app.configure_task(f"{TASKS}.{task}").defer(melding_id=melding_id)
