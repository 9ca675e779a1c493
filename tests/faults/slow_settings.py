"""A site that waits a little between storing a tip and saying so: the moment in which a kill hurts most."""

from tests.live.settings import *  # noqa: F403

MIDDLEWARE = ["tests.faults.slow.SlowAnswerMiddleware", *MIDDLEWARE]  # noqa: F405
