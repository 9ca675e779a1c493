"""F3: the disk of the database is full. Reading goes on, nothing is lost, and writing resumes when there is room."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress

import pytest
from django.db import connection

from meldingen.models import Melding
from tests.faults.outages import longest, read, seconds_until, write
from tests.faults.tips import IS_LONG, make_tips, missing, open_site
from tests.faults.workers import report

ROOM = 200  # megabytes of the small disk
TIPS = 2_000 if IS_LONG else 120
BLOCK = 2**20
WRITERS = 40
BARE = {"DJANGO_SETTINGS_MODULE": "tests.faults.bare_settings"}


def can_mount():
    """Whether this machine lets us make a small disk."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "drill", folder], capture_output=True).returncode:
            return False
        subprocess.run(["umount", folder], check=True)
    return True


needs_disk = pytest.mark.skipif(not can_mount(), reason="this machine does not let us mount a small disk (needs root)")


@contextmanager
def small_disk(cluster):
    """Move the data to a disk of its own, the log of changes stays elsewhere, as a full disk there stops the server."""
    aside = cluster.data.with_name("aside")
    cluster.data.rename(aside)
    shutil.move(aside / "pg_wal", cluster.data.with_name("wal"))
    cluster.data.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}m", "drill", str(cluster.data)], check=True)
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(cluster.data)], check=True)
        (cluster.data / "pg_wal").symlink_to(cluster.data.with_name("wal"))
        yield cluster.data / "filler"
    finally:
        connection.close()
        cluster.stop()
        subprocess.run(["umount", "-l", str(cluster.data)], check=True)


def fill(path):
    """Take all room, to the last byte."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        for size in (BLOCK, 4096, 1):
            with suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass


@needs_disk
def test_with_a_full_disk_reading_goes_on_and_nothing_is_lost(cluster, tmp_path):
    with small_disk(cluster) as filler:
        cluster.start()
        tips, writers = make_tips(TIPS), make_tips(WRITERS)
        with open_site(tmp_path) as site:
            assert (read(site).status, tips[0].send(site)[0]) == (200, 303)
            fill(filler)
            taken = [tip for tip in tips[1:] if tip.send(site)[0] == 303]
            form = [answer for tip in writers if (answer := write(site, tip)).status != 303]
            pages = [read(site), read(site, "/"), read(site, "/hulp/")]
            assert len(missing([tips[0], *taken])) == 0
            filler.unlink()
            back = seconds_until(lambda: write(site, make_tips(1)[0]).status == 303)
            rest = [tip for tip in missing(tips) if tip.send(site)[0] == 303]
        lost, rows = missing(tips), Melding.objects.count()
    report(
        "F3", N=TIPS, taken_while_full=len(taken), refused=len(rest), lost=len(lost), form=len(form),
        form_seconds=longest(form), back_in=back,
    )  # fmt: skip
    assert rest != []
    assert [page.status for page in pages] == [200, 200, 200]
    assert [answer.status for answer in form if not answer.is_refused_well] == []
    assert (lost, rows) == ([], TIPS)
    assert back is not None


@needs_disk
def test_control_as_django_makes_it_nobody_is_refused_well(cluster, tmp_path):
    with small_disk(cluster) as filler:
        cluster.start()
        tips, writers = make_tips(TIPS), make_tips(WRITERS)
        with open_site(tmp_path, **BARE) as site:
            assert (read(site).status, tips[0].send(site)[0]) == (200, 303)
            fill(filler)
            for tip in tips[1:]:
                tip.send(site)
            form = [answer for tip in writers if (answer := write(site, tip)).status != 303]
    report("F3 control", N=WRITERS, refused=len(form), well=sum(answer.is_refused_well for answer in form))
    assert form != []
    assert [answer.status for answer in form if answer.is_refused_well] == []
