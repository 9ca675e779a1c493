"""The web server, also in production: `gunicorn -c python:wijkportal.gunicorn_conf wijkportal.wsgi`.

Environment: WEB_BIND (default 0.0.0.0:8000), WEB_WORKERS (default one per core), WEB_THREADS (default 4), ACCESS_LOG
(a file, or - for the output; default none).
"""

import gc
import os

from gunicorn.glogging import Logger

from wijkportal.logs import DiscreetFormatter

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000").split(",")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_THREADS") or 4)
# Once, before the fork: a faster start, and the workers share the memory.
preload_app = True
# An upload over a slow mobile connection may take long; a thread that hangs longer is stuck.
timeout = 60
graceful_timeout = 20
# Longer than the idle time of the usual proxies, so that they never write to a connection that we just closed.
keepalive = 75
# A file on a disk as heartbeat can block a worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None  # noqa: S108, PTH112
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
accesslog = os.environ.get("ACCESS_LOG") or None
# Time, method, path without its query, status, bytes, milliseconds: no address, agent or referrer (SAFETY S8).
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)s"
# Answers to an address that may be anything, also a receipt code that somebody typed in the wrong place.
ANY_PATH = ("301", "400", "404")
# Links that confirm an e-mail address or make a new code: who has one can use it, and it says of which melding.
LINK_PATHS = ("/volgen/e-mail/", "/volgen/nieuwe-code/")

# New objects between two searches for cycles: a page makes some thousands, and nearly all of them go by themselves.
GARBAGE = 20_000


def when_ready(server):
    """Before the fork: what is loaded now stays, so that no worker looks through it again, or copies it by that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)


class logger_class(Logger):
    """Leaves the sender's address, the query and the headers out of gunicorn's own messages (SAFETY S8)."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(DiscreetFormatter())

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        is_hidden = atoms["s"] in ANY_PATH or any(path in str(atoms["U"]) for path in LINK_PATHS)
        return atoms | {"U": "-"} if is_hidden else atoms

    def warning(self, msg, *args, **kwargs):
        if str(msg).startswith("Invalid request from"):
            msg = "Invalid request"
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling request", ()
        super().exception(msg, *args, **kwargs)
