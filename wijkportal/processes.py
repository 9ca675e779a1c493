"""Child processes that never outlive us. Standard library only.

On Linux the kernel tells a child that its parent died (PR_SET_PDEATHSIG), elsewhere a guard watches a pipe.
"""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1
GUARD = "import os, sys; sys.stdin.read(); os.kill(int(sys.argv[1]), int(sys.argv[2]))"


class Refused(Exception):
    """Says in one sentence why something cannot be done; manage.py shows only that."""


def spawn(args, *, die_with=signal.SIGTERM, uid=None, **options):
    """Start a child in a session of its own, so that Ctrl-C reaches only us, and return its Popen.

    When this process ends in any way, the child gets the signal die_with. With a uid it runs as that user and group.
    """
    if uid is not None:
        options |= {"user": uid, "group": uid, "extra_groups": []}
    if sys.platform == "linux":
        # A change of user clears the request, so it comes last: Popen changes the user before it calls this.
        options["preexec_fn"] = ask_for_signal(ctypes.CDLL(None), os.getpid(), die_with)
    child = subprocess.Popen(args, start_new_session=True, **options)  # noqa: S603
    if sys.platform != "linux":
        child.guard = watch(child.pid, die_with)
    return child


def ask_for_signal(libc, parent, number):
    """Return what a child calls just before it becomes another program."""

    def ask():
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the request

    return ask


def watch(pid, number):
    """Start a guard that sends the signal to the pid when the other end of its pipe, which only we hold, closes."""
    command = [sys.executable, "-c", GUARD, str(pid), str(int(number))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def run(args, *, feed="", **options):
    """Run a child to its end, with `feed` as its input; return (exit code, output and errors as one text)."""
    pipe = subprocess.PIPE
    child = spawn(args, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    try:
        output, _ = child.communicate(feed)
    except BaseException:
        stop(child)
        raise
    return child.returncode, output


def stop(child, *, number=signal.SIGTERM, patience=10):
    """End a child: ask with the signal, and after `patience` seconds kill it with all that it started."""
    if getattr(child, "guard", None):
        child.guard.kill()
        child.guard.wait()
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
