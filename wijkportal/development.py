"""What a developer's machine fills in, so that every command works at once; a server says all of it itself.

Without DATABASE_URL a command uses the PostgreSQL of this checkout. With DATABASE_URL only `start` and `test`, which
serve localhost and throw-away data, fill anything in.
"""

import base64
import os
import secrets
import sys

from wijkportal import embedded, places, processes

# They work without a database, and need not wait for one.
WITHOUT_DATABASE = {"help", "version", "collectstatic", "findstatic", "makemessages", "compilemessages", "diffsettings"}
FLAGS_WITHOUT_DATABASE = {"--help", "-h", "--version"}


def run(command, argv):
    """Run the command of argv; returns its exit code."""
    if command == "start":
        from wijkportal import start

        return start.main(argv[2:])
    if command == "test":
        os.chdir(places.CHECKOUT)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *argv[2:]])  # noqa: S606
    if os.environ.get("DATABASE_URL"):
        return manage(argv)
    if argv[1:] in ([], ["help"], ["--help"]):
        sys.stdout.write("`start` runs the whole site on this machine, `test` the whole suite.\n")
    server = embedded.development_server()
    fill_in(server.url)
    if command in WITHOUT_DATABASE or FLAGS_WITHOUT_DATABASE & set(argv):
        return manage(argv)
    with embedded.attached(server):
        return manage(argv)


def manage(argv):
    """Let Django run the command; a wrong setting or an absent database is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkportal.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from environs import EnvError

    try:
        return execute_from_command_line(argv)
    except EnvError as problem:
        reason = str(problem).rstrip(".")
        raise processes.Refused(f"{reason}. The settings come from the environment; see the README.") from None
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None):  # the database did answer
            raise
        reason = " ".join(str(problem).split())
        raise processes.Refused(f"The database of DATABASE_URL does not answer: {reason}") from None


def fill_in(database_url):
    """Set what the settings need and the environment does not say."""
    data = places.data_dir()
    os.environ.setdefault("DATABASE_URL", database_url)
    os.environ.setdefault("SECRET_KEY", secret(data / "secret_key"))
    for name in ("DATA_KEYS", "CODE_KEYS"):
        os.environ.setdefault(name, f"1:{secret(data / name.lower(), data_key)}")
    os.environ.setdefault("SITE_URL", "http://localhost:8000")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ.setdefault("STATIC_ROOT", str(data / "static"))
    os.environ.setdefault("HTTPS", "off")
    os.environ.setdefault("EMAIL_URL", f"file:///{data / 'mail'}")


def data_key():
    """A key as DATA_KEYS and CODE_KEYS take them: 32 random bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def secret(path, make=lambda: secrets.token_urlsafe(64)):
    """Return the random secret in the file, made on first use and readable for its owner only."""
    with places.locked(path.parent):
        if not path.exists() or not path.read_text():
            path.touch(mode=0o600)
            path.write_text(make())
    return path.read_text()
