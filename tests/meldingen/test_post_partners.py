"""What mails to partners say: only that there is something, and for who is invited a link that works once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode

from agenten.models import Medewerker, Partner
from meldingen import jobs, mailing, post
from meldingen.models import Mail, Taak
from meldingen.verwijzingen import workflow
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import TEXT, accept, add_partners, refer

pytestmark = pytest.mark.django_db
DESK = "http://localhost:8000/partner/"


@pytest.fixture
def world():
    world = add_partners(make_world())
    Medewerker.objects.filter(username="clerk").update(email="clerk@partner.example", taal="nl")
    world.users["clerk"].refresh_from_db()
    return world


def send_all():
    for taak in Taak.objects.filter(status="todo", task_name="meldingen.jobs.send_mail").order_by("pk"):
        jobs.send_mail(**taak.args)


def invitation(user, **fields):
    Medewerker.objects.filter(pk=user.pk).update(**fields)
    Mail.objects.filter(soort="uitnodiging").delete()
    mailing.invite(user)
    return post.compose(Mail.objects.get(soort="uitnodiging"))


def test_the_doorbell_says_nothing_but_that_there_is_something(world, mailoutbox):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo Geheim", email="jo@example.org")
    verwijzing = refer(world, melding)
    workflow.say(verwijzing, tekst="Geheim bericht", by=world.users["officer"], now=NOW)
    send_all()
    message = next(one for one in mailoutbox if one.to == ["gemeente-rivierdam@partner.example"])
    assert (message.subject, message.body) == (
        "Er is iets nieuws",
        f"Er is iets nieuws in het wijkportaal.\n\nLog in om het te bekijken:\n{DESK}\n\n"
        "U kunt niet antwoorden op deze mail.\n",
    )
    whole = message.message().as_string()
    for secret in ("Geheim", melding.nummer, verwijzing.nummer, TEXT, world.buurt.naam, world.categorie.naam, "Linde"):
        assert secret not in whole
    assert [one.to for one in mailoutbox].count(message.to) == 1


def test_news_while_the_doorbell_waits_is_told_by_it(world):
    accept(world, refer(world))
    workflow.say(refer(world), tekst="Hallo", by=world.users["officer"], now=NOW)
    assert Mail.objects.filter(soort="partner").count() == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"is_actief": False}])
def test_a_partner_without_an_address_or_no_longer_in_use_gets_nothing(world, mailoutbox, change):
    refer(world)
    Partner.objects.filter(pk=world.gemeente.pk).update(**change)
    send_all()
    assert (mailoutbox, Mail.objects.filter(soort="partner").count()) == ([], 0)


def test_an_invitation_holds_a_link_with_which_a_password_is_chosen(world, client):
    clerk = world.users["clerk"]
    message = invitation(clerk)
    assert (message.subject, message.to) == ("Uw toegang tot het wijkportaal", ["clerk@partner.example"])
    assert re.sub(r"uitnodiging/\S+", "uitnodiging/…", message.body) == (
        "U krijgt toegang tot het wijkportaal. Kies hier uw wachtwoord:\n"
        f"{DESK}uitnodiging/…\n\nDe link werkt 3 dagen, en maar één keer.\n"
        "Kent u het wijkportaal niet? Dan hoeft u niets te doen.\n\nU kunt niet antwoorden op deze mail.\n"
    )
    who, token = re.search(r"uitnodiging/(\w+)/([\w-]+)/", message.body).groups()
    assert int(urlsafe_base64_decode(who)) == clerk.pk
    assert "Kies een wachtwoord" in client.get(f"/partner/uitnodiging/{who}/{token}/").content.decode()
    clerk.refresh_from_db()
    assert default_token_generator.check_token(clerk, token)
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2)):
        assert not default_token_generator.check_token(clerk, token)
    clerk.set_password("een heel ander wachtwoord")
    assert not default_token_generator.check_token(clerk, token)


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_does_not_work_there_any_more_is_not_invited(world, change):
    assert invitation(world.users["clerk"], **change) is None


def test_nobody_is_invited_to_a_partner_that_is_not_in_use(world):
    Partner.objects.update(is_actief=False)
    assert invitation(world.users["clerk"]) is None


def test_nobody_of_the_police_is_invited_to_the_desk(world):
    assert invitation(world.users["officer"], email="officer@example.org") is None


def test_the_link_is_made_when_the_mail_goes_and_is_kept_nowhere(world):
    mailing.invite(world.users["clerk"])
    mail = Mail.objects.get(soort="uitnodiging")
    kept = [str(value) for row in (*Mail.objects.values(), *Taak.objects.values()) for value in row.values()]
    token = re.search(r"/([\w-]+)/\n", post.compose(mail).body)[1]
    assert not any(token in one for one in kept)


def test_both_mails_keep_their_id_at_each_try(world):
    refer(world)
    mailing.invite(world.users["clerk"])
    for mail in Mail.objects.order_by("pk"):
        first, second = (post.compose(mail).extra_headers["Message-ID"] for _time in range(2))
        assert first == second
