"""The last guard is the database: raw SQL makes no illegal jump, breaks no rule, and changes no line of the log."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from meldingen import workflow
from meldingen.models import Boodschap, Gebeurtenis, Inzage, Melding, Status, Voorval
from meldingen.models.statussen import TRANSITIONS
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import ALL, in_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


# What each state needs besides its name, so that only the step itself can be the reason of a refusal.
NEEDS = """
    uitkomst = 'opgelost', afwijsreden = 'spam', ingetrokken_op = now(), afgesloten_op = now(),
    wacht_tot_datum = CASE WHEN %s = 'wacht_op_melder' THEN current_date END,
    leidend_id = CASE WHEN %s = 'samengevoegd' THEN %s::bigint END
"""


def jump(melding, state, lead):
    sql(f"UPDATE meldingen_melding SET status = %s, {NEEDS} WHERE id = %s", state, state, state, lead.pk, melding.pk)


@pytest.mark.parametrize("before", ALL)
def test_raw_sql_makes_only_the_jumps_of_the_table(world, before):
    lead = make_melding(world, verhaal="De leidende.")
    for after in Status:
        melding = in_state(world, before)
        if after == before:
            continue
        if after in TRANSITIONS[before] and after != Status.VERWEZEN:
            jump(melding, after, lead)
            expected = after
        else:
            with pytest.raises(DatabaseError):
                jump(melding, after, lead)
            expected = before
        assert Melding.objects.get(pk=melding.pk).status == expected


def test_without_the_trigger_the_same_jump_succeeds(world):
    """The control: it is the trigger that refuses."""
    melding = in_state(world, Status.INGETROKKEN)
    with pgtrigger.ignore("meldingen.Melding:melding_stap"):
        jump(melding, "ontvangen", melding)
    assert Melding.objects.get().status == "ontvangen"


@pytest.mark.parametrize("state", [state for state in Status if state != Status.ONTVANGEN])
def test_a_melding_begins_as_ontvangen(world, state):
    row = Melding.objects.get(pk=make_melding(world).pk)
    row.pk, row.nummer, row.code_hash, row.sleutel_hash, row.status = None, "X", b"c", b"s", state
    with pytest.raises(DatabaseError, match="begins as ontvangen"), transaction.atomic():
        row.save()


BROKEN = {
    "melding_heeft_plaats": "buurt_id = NULL, basisteam_id = NULL",
    "melding_heeft_eigenaar": "eigenaar_id = NULL, basisteam_id = NULL",
    "melding_afgehandeld_heeft_uitkomst": "status = 'afgehandeld', afgesloten_op = now()",
    "melding_afgewezen_heeft_reden": "status = 'afgewezen', afgesloten_op = now()",
    "melding_afgesloten_heeft_moment": "status = 'afgewezen', afwijsreden = 'spam'",
    "melding_samengevoegd_heeft_leidende": "status = 'samengevoegd'",
    "melding_leidt_niet_zichzelf": "status = 'samengevoegd', leidend_id = id",
    "melding_vraag_heeft_weg_terug": "status = 'wacht_op_melder', wacht_tot_datum = now(), contactvorm = 'geen'",
    "melding_vraag_heeft_einde": "status = 'wacht_op_melder'",
    "melding_ingetrokken_heeft_moment": "status = 'ingetrokken'",
    "melding_hoogstens_twee_heropeningen": "heropeningen = 3",
    "melding_positie_op_raster": "x = 233010, y = 581000",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(world, name):
    make_melding(world)
    with pytest.raises(IntegrityError, match=name):
        sql(f"UPDATE meldingen_melding SET {BROKEN[name]}")


def test_every_rule_of_a_melding_is_tried():
    names = {one.name for one in Melding._meta.constraints}
    assert names == set(BROKEN)


@pytest.mark.parametrize("column", ["nummer", "code_hash", "sleutel_hash"])
def test_number_code_and_key_are_unique(world, column):
    make_melding(world)
    make_melding(world, verhaal="Een ander.")
    with pytest.raises(IntegrityError):
        sql(f"UPDATE meldingen_melding SET {column} = (SELECT {column} FROM meldingen_melding ORDER BY id LIMIT 1)")


def test_messages_and_diary_keep_their_rules(world):
    melding = make_melding(world)
    both = {"melding": melding, "is_van_melder": True, "door": world.users["officer"]}
    with pytest.raises(IntegrityError, match="boodschap_van_een_van_beiden"), transaction.atomic():
        Boodschap.objects.create(**both)
    with pytest.raises(IntegrityError, match="voorval_hoogstens_een_dag"), transaction.atomic():
        Voorval.objects.create(melding=melding, datum=NOW.date(), minuten=1441)


def test_a_lead_is_not_itself_merged_however_it_is_tried(world):
    first, second, third = (make_melding(world, verhaal=words) for words in ("Een.", "Twee.", "Drie."))
    workflow.merge(first, into=second, by=world.users["chief"], now=NOW)
    for melding, lead in ((third, first), (second, third)):
        with pytest.raises(DatabaseError, match="not itself merged"):
            jump(melding, "samengevoegd", lead)


# --- the log ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Gebeurtenis, Inzage])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET op = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET melding_id = 0"]
)
def test_no_line_of_a_log_is_changed_or_taken_away(world, model, statement):
    melding = make_melding(world)
    workflow.opened(melding, by=world.users["officer"], now=NOW)
    rows = list(model.objects.order_by("pk").values())
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE is refused for another reason
    with pytest.raises(DatabaseError, match="Cannot"):
        sql(statement.format(model._meta.db_table))
    assert list(model.objects.order_by("pk").values()) == rows


def test_the_log_refuses_the_orm_too(world):
    make_melding(world)
    line = Gebeurtenis.objects.get()
    line.op += timedelta(days=1)
    for change in (line.save, line.delete, Gebeurtenis.objects.all().delete, Melding.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Gebeurtenis.objects.count() == 1


def test_with_the_trigger_asleep_a_line_can_go():
    """The control: it is the trigger that refuses."""
    make_melding(make_world())
    with pgtrigger.ignore("meldingen.Gebeurtenis:alleen_toevoegen"):
        Gebeurtenis.objects.all().delete()
    assert Gebeurtenis.objects.count() == 0


def test_the_triggers_of_the_models_are_those_of_the_database():
    found = {trigger.get_installation_status(model)[0] for model, trigger in pgtrigger.registered()}
    assert found == {"INSTALLED"}
