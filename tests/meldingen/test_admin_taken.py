"""Failed jobs in the admin: who sees them, and the button that starts them again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from meldingen import wachtrij
from meldingen.admin.taken import WORDS
from meldingen.models import Mail, Taak
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db
LIST = reverse("admin:meldingen_taak_changelist")


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def failed(world):
    """A mail that failed, beside a job that waits."""
    melding = make_melding(world, contactvorm="anoniem")
    mail = Mail.objects.create(melding=melding, soort="nieuws")
    wachtrij.put("send_mail", mail_id=mail.pk)
    taak = Taak.objects.latest("pk")
    for status in ("doing", "failed"):
        Taak.objects.filter(pk=taak.pk).update(status=status, attempts=440)
    return taak


def again(taak):
    return reverse("admin:meldingen_taak_opnieuw", args=[taak.pk])


def test_the_list_shows_what_failed_and_nothing_else(world, failed, client):
    client.force_login(world.users["beheerder"])
    page = client.get(LIST)
    assert [taak.pk for taak in page.context["cl"].result_list] == [failed.pk]
    text = page.content.decode()
    assert all(word in text for word in ("mail versturen", "er is nieuws", "440"))


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_three(world, failed, client):
    client.force_login(world.users["beheerder"])
    counts = []
    for rows in (1, 3):
        while Taak.objects.failed().count() < rows:
            wachtrij.put("send_mail", mail_id=0)
            Taak.objects.filter(task_name="meldingen.jobs.send_mail").update(status="failed")
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LIST).context["cl"].result_list) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_button_starts_it_again_and_leaves_a_line_in_the_log(world, failed, client):
    client.force_login(world.users["beheerder"])
    assert again(failed) in client.get(reverse("admin:meldingen_taak_change", args=[failed.pk])).content.decode()
    page = client.post(again(failed), follow=True)
    assert "1 taak begint opnieuw." in page.content.decode()
    fresh = Taak.objects.get(task_name="meldingen.jobs.send_mail")
    assert (fresh.status, fresh.attempts, fresh.args) == ("todo", 0, failed.args)
    (line,) = LogEntry.objects.all()
    assert (line.user, line.object_id, line.change_message) == (
        *(world.users["beheerder"], str(failed.pk), "Opnieuw geprobeerd."),
    )


def test_many_can_be_started_at_once(world, failed, client):
    wachtrij.put("send_mail", mail_id=0)
    Taak.objects.filter(task_name="meldingen.jobs.send_mail").update(status="failed")
    client.force_login(world.users["beheerder"])
    pks = Taak.objects.failed().order_by("pk").values_list("pk", flat=True)
    client.post(LIST, {"action": "opnieuw", "_selected_action": list(pks)})
    assert Taak.objects.failed().count() == 0
    assert LogEntry.objects.count() == 2


def test_what_is_no_longer_failed_is_not_there(world, failed, client):
    client.force_login(world.users["beheerder"])
    client.post(again(failed))
    assert client.post(again(failed)).status_code == 404
    assert Taak.objects.filter(task_name="meldingen.jobs.send_mail").count() == 1


@pytest.mark.parametrize(
    "role", ["officer", "member", "chief", "deputy", "redacteur", "privacy", "auditor", "not_active"]
)
def test_nobody_but_the_beheerder_sees_or_starts_them(world, failed, client, role):
    client.force_login(world.users[role])
    addresses = [LIST, reverse("admin:meldingen_taak_change", args=[failed.pk])]
    assert all(client.get(address).status_code in (302, 403, 404) for address in addresses)
    assert client.post(again(failed)).status_code in (302, 403, 404)
    assert Taak.objects.failed().count() == 1


def test_a_get_starts_nothing(world, failed, client):
    client.force_login(world.users["beheerder"])
    assert client.get(again(failed)).status_code == 404
    assert Taak.objects.failed().count() == 1


def test_every_job_has_a_name_that_staff_can_read():
    ours = {name.removeprefix(f"{wachtrij.TASKS}.") for name in app.tasks if name.startswith(wachtrij.TASKS)}
    assert ours == set(WORDS)


def test_the_english_list_of_the_package_is_not_there(world, client):
    client.force_login(world.users["superuser"])
    text = client.get("/admin/?alles").content.decode()
    assert "/admin/meldingen/taak/" in text
    assert f"/admin/{ProcrastinateJob._meta.app_label}/" not in text
