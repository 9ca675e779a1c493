import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from meldingen import rotatie, workflow
from meldingen.geheim import Geheim, Unreadable
from meldingen.models import Boodschap, Concept, Inzage, Melder, Melding
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db
NEW = "2:" + base64.urlsafe_b64encode(b"2" * 32).decode()


def rows():
    melding = make_melding(make_world(), contactvorm="met_naam", naam="Jan Kanarie", verhaal="Kanarie in het park")
    Boodschap.objects.create(melding=melding, is_van_melder=True, tekst="Weer de kanarie")
    Concept.objects.create(sleutel_hash=b"a" * 32, gegevens={"wat": "kanarie"}, vervalt_op="2026-12-01T00:00Z")


def read():
    return (
        Melding.objects.get().verhaal, Melder.objects.get().naam, Boodschap.objects.get().tekst,
        Concept.objects.get().gegevens,
    )  # fmt: skip


def test_after_a_rotation_everything_is_read_with_the_new_key_alone(settings):
    rows()
    before = read()
    old = settings.DATA_KEYS
    settings.DATA_KEYS = [NEW, *old]
    assert rotatie.count_old() == {
        "meldingen_boodschap": 1, "meldingen_concept": 1, "meldingen_melder": 1, "meldingen_melding": 1,
    }  # fmt: skip

    done = rotatie.rotate()

    assert {table: count for table, count in done.items() if count} == {
        "meldingen_boodschap": 1, "meldingen_concept": 1, "meldingen_melder": 1, "meldingen_melding": 1,
    }  # fmt: skip
    assert rotatie.count_old() == {}
    assert sum(rotatie.rotate().values()) == 0
    settings.DATA_KEYS = [NEW]
    assert read() == before
    settings.DATA_KEYS = old
    with pytest.raises(Unreadable):
        read()


def test_reasons_in_the_read_log_are_rotated_too_and_the_log_stays_closed(settings):
    world = make_world()
    melding = make_melding(world)
    workflow.opened(melding, by=world.users["officer"], reden="De kanarie vroeg het")
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]
    assert rotatie.rotate()["meldingen_inzage"] == 1
    settings.DATA_KEYS = [NEW]
    assert Inzage.objects.get().reden == "De kanarie vroeg het"
    assert Melding.objects.get().verhaal
    with pytest.raises(DatabaseError), transaction.atomic():
        Inzage.objects.update(wat="lijst")
    with pytest.raises(DatabaseError), transaction.atomic():
        Inzage.objects.all().delete()


def test_a_value_written_meanwhile_under_the_new_key_is_left_alone(settings):
    rows()
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]
    melding = Melding.objects.get()
    melding.verhaal = "Nieuw verhaal"
    melding.save(update_fields=["verhaal"])
    stored = raw("verhaal")

    rotatie.rotate()

    assert raw("verhaal") == stored
    assert raw("titel")[0] == 2


def raw(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM meldingen_melding")
        return bytes(cursor.fetchone()[0])


def test_a_key_that_is_gone_is_one_sentence(settings):
    rows()
    settings.DATA_KEYS = [NEW]
    with pytest.raises(CommandError, match=r"needs a key that DATA_KEYS does not hold"):
        call_command("rotate_keys")
    assert read_error()


def read_error():
    try:
        read()
    except Unreadable:
        return True
    return False


def test_the_command_counts_and_rotates(settings):
    rows()
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]
    out = StringIO()
    call_command("rotate_keys", dry_run=True, stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == list(rotatie.count_old())
    call_command("rotate_keys", stdout=out)
    assert out.getvalue().endswith("Old keys are needed no more.\n")


def test_every_encrypted_column_of_the_app_is_rotated():
    named = {(model._meta.db_table, name) for model, names in rotatie.secret_columns() for name in names}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name LIKE 'meldingen_%' AND data_type = 'bytea'"
        )
        stored = set(cursor.fetchall())
    hashes = {
        (model._meta.db_table, field.column)
        for model, _ in rotatie.secret_columns()
        for field in model._meta.concrete_fields
        if not isinstance(field, Geheim)
    }
    assert named <= stored
    assert {column for table, column in stored - named - hashes} <= {"sleutel_hash", "sleutel"}
