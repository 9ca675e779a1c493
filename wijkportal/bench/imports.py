"""J. How long the official files take to import, with what memory, and that a second run changes nothing."""

import os
import sys
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from wijkportal import places, processes
from wijkportal.bench.database import drop, other_database, recreate
from wijkportal.bench.files import write_files
from wijkportal.bench.load import LoadError
from wijkportal.bench.server import backends, cpu_ms_of, environment

NAME = "wijkportal_bench_import"
TABLES = {
    "import_buurten": ("buurten_gemeente", "buurten_wijk", "buurten_buurt", "buurten_vlak", "buurten_kaart"),
    "import_postcodes": ("buurten_postcodereeks",),
}


def imports(server, options):
    """Both importers on the invented country as files: 14,600 detailed boundaries and 9,000,000 addresses."""
    folder = Path(tempfile.mkdtemp(prefix="wijkportal-bench-"))
    recreate(NAME)
    try:
        files = dict(zip(TABLES, write_files(folder, options["scale"]), strict=True))
        with other_database(NAME):
            call_command("migrate", verbosity=0, interactive=False)
            found = {}
            for command, path in files.items():
                found |= both_runs(command, path)
            return found
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        drop(NAME)


def both_runs(command, path):
    first = run(command, path)
    before = state(command)
    second = run(command, path)
    name = command.removeprefix("import_")
    return {
        f"{name}_s": first[0],
        f"{name}_mb": first[1],
        f"{name}_cpu_s": first[2],
        f"{name}_again_s": second[0],
        f"{name}_again_mb": second[1],
        f"{name}_again_cpu_s": second[2],
        f"{name}_again_changes": sum(one != other for one, other in zip(before, state(command), strict=True)),
        f"{name}_file_mb": round(path.stat().st_size / 1e6, 1),
    }


def run(command, path):
    """(seconds, MB at most resident, CPU seconds with those of Postgres) of an importer in a process of its own."""
    start = time.perf_counter()
    child = processes.spawn(
        [sys.executable, str(places.CHECKOUT / "manage.py"), command, str(path)],
        env=environment(DJANGO_SETTINGS_MODULE="wijkportal.settings"),
        stdout=sys.stderr,
    )
    before, database = {pid: cpu_ms_of(pid) for pid in backends()}, {}
    ended = 0
    while not ended:
        time.sleep(0.1)
        database |= {pid: cpu_ms_of(pid) - before.get(pid, 0) for pid in backends()}
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise LoadError(f"{command} {path} ended with {child.returncode}")
    cpu = usage.ru_utime + usage.ru_stime + sum(database.values()) / 1000
    return round(time.perf_counter() - start, 1), round(usage.ru_maxrss / 1024, 1), round(cpu, 1)


def state(command):
    """What each table holds, and in which rows: a row that was written again counts as changed."""
    with connection.cursor() as cursor:
        found = []
        for table in TABLES[command]:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(ctid::text || xmin::text, 0)) FROM {table}")  # noqa: S608
            found.append(cursor.fetchone())
        return found
