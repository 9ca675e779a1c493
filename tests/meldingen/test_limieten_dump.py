"""A backup made as the manual says holds nothing of who sent something (SAFETY S13)."""

import re

import pytest
from django.conf import settings

from meldingen import limieten
from meldingen.models import Dagsleutel, Teller
from tests.live.server import dump, found
from tests.meldingen.test_limieten import NOW, sent

OPTION = "--no-unlogged-table-data"

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_holds_no_key_and_no_counter():
    limieten.known_keys.clear()
    limieten.allow("tip", sent(), now=NOW)
    secrets = [bytes(row.sleutel).hex() for row in (Dagsleutel.objects.get(), Teller.objects.get())]
    assert found(secrets, {"backup": dump(OPTION), "dump without the option": dump()}) == {
        "dump without the option": secrets
    }


def test_the_manual_names_the_option():
    manual = (settings.BASE_DIR / "wijkportal/docs/beheer.md").read_text()
    assert re.findall(rf"pg_dump [^\n`]*{OPTION}", manual) != []
