"""The last guard of referrals is the database: each constraint and trigger by a write that breaks it."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from meldingen.models import (
    Aflevering,
    Bijlage,
    Convenant,
    GedeeldeBijlage,
    Grond,
    Koppeling,
    Mail,
    Partnercategorie,
    Partnersleutel,
    Partnerverzoek,
    Verwijzing,
    VerwijzingStatus,
)
from tests.meldingen.makers import make_melding, make_world
from tests.meldingen.verwijsmakers import add_partners, make_agreement, refer

pytestmark = pytest.mark.django_db
OF_REFERRALS = {
    *("verwijzing", "gedeeldebijlage", "verwijzingstap", "verwijzingbericht", "partnernotitie", "partnerinzage"),
    *("aflevering", "partnercategorie", "grond", "convenant", "partnersleutel", "partnerverzoek", "koppeling"),
}


@pytest.fixture
def world():
    world = add_partners(make_world())
    world.verwijzing = refer(world)
    return world


def change(world, **fields):
    Verwijzing.objects.filter(pk=world.verwijzing.pk).update(**fields)


def copy_of(world, **fields):
    """A second row like the first, as raw as it can be."""
    row = Verwijzing.objects.get(pk=world.verwijzing.pk)
    row.pk, row.nummer = None, "NIEUW00001"
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def share_twice(world):
    photo = Bijlage.objects.create(melding=world.verwijzing.melding, kenmerk=uuid4(), grootte=1, inhoud=b"x")
    for _turn in range(2):
        GedeeldeBijlage.objects.create(verwijzing=world.verwijzing, bijlage=photo)


def ask_twice(world):
    sleutel = Partnersleutel.objects.create(partner=world.gemeente, naam="x", begin="x", sleutel_hash=b"x")
    for _turn in range(2):
        Partnerverzoek.objects.create(sleutel=sleutel, kenmerk="een", vraag_hash=b"x")


def filed_without_moment(world):
    koppeling = Koppeling.objects.create(partner=world.gemeente, soort="signalen", adres="https://zaken.example/x")
    Aflevering.objects.create(verwijzing=world.verwijzing, koppeling=koppeling, staat="gelukt")


BREAKS = {
    "verwijzing_een_open_per_partner": copy_of,
    "verwijzing_verzonden_heeft_moment": lambda world: change(world, verzonden_op=None),
    "verwijzing_geaccepteerd_heeft_datum": lambda world: change(world, status=VerwijzingStatus.GEACCEPTEERD),
    "verwijzing_geeindigd_heeft_moment": lambda world: change(world, geeindigd_op=timezone.now()),
    "gedeelde_bijlage_uniek": share_twice,
    "partnercategorie_uniek": lambda world: Partnercategorie.objects.create(
        partner=world.gemeente, categorie=world.categorie
    ),
    "convenant_nummer_uniek": lambda world: make_agreement(world.gemeente, world.categorie),
    "convenant_van_tot": lambda world: Convenant.objects.update(tot=F("van") - 1),
    "partnerverzoek_uniek": ask_twice,
    "aflevering_gelukt_heeft_moment": filed_without_moment,
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_row_that_breaks_a_rule_is_refused(world, name):
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        BREAKS[name](world)


def test_every_rule_of_referrals_is_tried():
    models = [one for one in apps.get_app_config("meldingen").get_models() if one._meta.model_name in OF_REFERRALS]
    assert {one.name for model in models for one in model._meta.constraints} == set(BREAKS)


def test_a_short_notice_is_for_a_partner_and_about_no_melding(world):
    for wrong in ({"soort": "partner"}, {"soort": "alarm", "partner": world.gemeente},
                  {"soort": "partner", "partner": world.gemeente, "melding": world.verwijzing.melding}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Mail.objects.create(**wrong)


@pytest.mark.parametrize("field", ["melding", "partner", "grond", "convenant", "nummer", "categorie"])
def test_a_referral_stays_with_its_melding_partner_and_ground(world, field):
    other = {
        "melding": make_melding(world),
        "partner": world.corporatie,
        "grond": Grond.objects.get(pk="wpg-18"),
        "convenant": world.convenant,
        "nummer": "ANDERS0001",
        "categorie": world.overig,
    }[field]
    with pytest.raises(DatabaseError, match="stays with its melding"), transaction.atomic():
        change(world, **{field: other})


def test_no_row_begins_against_its_ground(world):
    wrong = [
        {"partner": world.corporatie},  # art. 16
        {"status": "geaccepteerd", "geaccepteerd_op": timezone.now(), "verwacht_datum": date(2026, 12, 1)},
        {"status": "klaargezet"},  # no ground of the chief
        {"grond_id": "wpg-20", "convenant": None},
        {"grond_id": "wpg-20", "convenant": make_agreement(world.corporatie, world.categorie)},
    ]
    for fields in wrong:
        with pytest.raises(DatabaseError, match="does not allow"), transaction.atomic():
            copy_of(world, melding=make_melding(world), **fields)
