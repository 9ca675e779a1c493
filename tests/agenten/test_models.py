"""What the database itself refuses, whatever code writes it: each constraint by writes that break it."""

from datetime import date, time

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from agenten.models import (
    Account,
    Afwezigheid,
    Basisteam,
    Bureau,
    Medewerker,
    OudAdres,
    Partner,
    Partneradres,
    Partnergebied,
    Spreekuur,
    Teamgebied,
    Tekst,
    Uitzondering,
    Werkgebied,
    Wijkagent,
)
from tests.agenten import people

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
TIMES = "uitzondering_nieuwe_tijden"


class Rows:
    """One good row of each kind; `refused` breaks the constraint that it is named after."""

    def __init__(self):
        self.team = people.basisteam("Team A", teamchef=people.medewerker("chef"))
        self.agent = people.wijkagent("Samira", basisteam=self.team, uid="1")
        self.colleague = people.wijkagent("Joost")
        self.hours = people.spreekuur(self.agent)
        self.place = people.buurt()

    def hours_with(self, **fields):
        Spreekuur.objects.filter(pk=self.hours.pk).update(**fields)

    def exception(self, **fields):
        Uitzondering.objects.create(spreekuur=self.hours, **{"datum": MONDAY, **fields})

    def away(self, van, tot, **fields):
        Afwezigheid.objects.create(wijkagent=self.agent, van=van, tot=tot, **fields)

    def area(self, **fields):
        Werkgebied.objects.create(wijkagent=self.agent, **{"van": MONDAY, **fields})

    def team_area(self, van, tot=None):
        Teamgebied.objects.create(basisteam=self.team, buurt=self.place, van=van, tot=tot)

    def partner(self):
        facts = {"naam": "Linde", "soort": "corporatie", "telefoon": "14 0123", "gecontroleerd_op": MONDAY}
        return Partner.objects.get_or_create(slug="linde", defaults=facts)[0]

    def address(self, postcode="1234AB"):
        Partneradres.objects.create(partner=self.partner(), postcode=postcode, huisnummer=1)

    def works_at(self, **places):
        Partnergebied.objects.create(partner=self.partner(), **places)

    def person(self, **fields):
        Medewerker.objects.filter(pk=self.team.teamchef_id).update(**fields)

    def twice(self, make):
        make()
        make()


BREAKS = {
    "account_een_per_netwerk": [
        lambda rows: rows.twice(lambda: Account.objects.create(wijkagent=rows.agent, netwerk="x", naam="wijk"))
    ],
    "afwezigheid_van_tot": [lambda rows: rows.away(TUESDAY, MONDAY)],
    "afwezigheid_vervanger_is_een_ander": [lambda rows: rows.away(MONDAY, MONDAY, vervanger=rows.agent)],
    "afwezigheid_geen_overlap": [
        lambda rows: (rows.away(MONDAY, TUESDAY), rows.away(TUESDAY, TUESDAY)),
        lambda rows: (rows.away(MONDAY, MONDAY), rows.away(TUESDAY, TUESDAY), move_to_monday(rows)),
    ],
    "basisteam_vervanger_is_een_ander": [lambda rows: replace_chief_by_chief(rows.team)],
    "bureau_uid_uniek": [lambda rows: rows.twice(lambda: Bureau.objects.create(naam="Noord", uid="1"))],
    "medewerker_van_partner": [
        lambda rows: rows.person(rol="partner", is_staff=False),
        lambda rows: rows.person(partner=rows.partner(), is_staff=False),
        lambda rows: rows.person(rol="partner", partner=rows.partner(), is_staff=True),
        lambda rows: rows.person(rol="partner", partner=rows.partner(), is_staff=False, is_superuser=True),
        lambda rows: rows.person(is_coordinator=True),
    ],
    "partneradres_postcode": [lambda rows: rows.address("1234ab"), lambda rows: rows.address("0234AB")],
    "partneradres_uniek": [lambda rows: rows.twice(rows.address)],
    "partnergebied_een_plaats": [
        lambda rows: rows.works_at(),
        lambda rows: rows.works_at(buurt=rows.place, wijk=rows.place.wijk),
    ],
    "partnergebied_uniek": [lambda rows: rows.twice(lambda: rows.works_at(buurt=rows.place))],
    "spreekuur_begint_voor_het_eindigt": [
        lambda rows: rows.hours_with(eind_tijd=time(15)),
        lambda rows: rows.hours_with(eind_tijd=time(14, 59)),
    ],
    "spreekuur_eerste_voor_laatste": [lambda rows: rows.hours_with(laatste_datum=date(2026, 8, 31))],
    "spreekuur_om_de_weken": [
        lambda rows: rows.hours_with(om_de_weken=0),
        lambda rows: rows.hours_with(om_de_weken=13),
    ],
    "spreekuur_maandelijks_heeft_weken": [lambda rows: rows.hours_with(herhaling="maandelijks")],
    "teamgebied_van_tot": [lambda rows: rows.team_area(TUESDAY, MONDAY)],
    "teamgebied_een_team_per_buurt": [
        lambda rows: (rows.team_area(MONDAY), rows.team_area(TUESDAY)),
        lambda rows: (rows.team_area(MONDAY, TUESDAY), rows.team_area(TUESDAY)),
    ],
    "tekst_een_per_taal": [lambda rows: Tekst.objects.create(sleutel="hulp", taal="nl", titel="Hulp", inhoud="x")],
    "uitzondering_een_per_datum": [lambda rows: rows.twice(rows.exception)],
    TIMES: [
        lambda rows: rows.exception(nieuwe_begin_tijd=time(10)),
        lambda rows: rows.exception(nieuwe_eind_tijd=time(10)),
        lambda rows: rows.exception(nieuwe_begin_tijd=time(10), nieuwe_eind_tijd=time(10)),
        lambda rows: rows.exception(nieuwe_begin_tijd=time(11), nieuwe_eind_tijd=time(10)),
    ],
    "werkgebied_buurt_of_wijk": [
        lambda rows: rows.area(),
        lambda rows: rows.area(buurt=rows.place, wijk=rows.place.wijk),
    ],
    "werkgebied_van_tot": [lambda rows: rows.area(buurt=rows.place, tot=date(2026, 11, 22))],
    "wijkagent_uid_uniek": [lambda rows: Wijkagent.objects.filter(pk=rows.colleague.pk).update(uid="1")],
}
UNIQUE = {
    "agenten_basisteam_slug": lambda rows: people.basisteam("Team A"),
    "agenten_wijkagent_slug": lambda rows: people.wijkagent("Samira"),
    "agenten_partner_slug": lambda rows: (rows.partner(), Partner.objects.create(**as_facts(rows.partner()))),
    "agenten_oudadres_slug": lambda rows: rows.twice(lambda: OudAdres.objects.create(slug="s", wijkagent=rows.agent)),
    "agenten_spreekuur_kenmerk": lambda rows: people.spreekuur(rows.agent, kenmerk=rows.hours.kenmerk),
}


def as_facts(partner):
    return {name: getattr(partner, name) for name in ("naam", "slug", "soort", "telefoon", "gecontroleerd_op")}


def move_to_monday(rows):
    Afwezigheid.objects.filter(van=TUESDAY).update(van=MONDAY)


def replace_chief_by_chief(team):
    Basisteam.objects.filter(pk=team.pk).update(plaatsvervanger=team.teamchef)


@pytest.mark.parametrize(("name", "write"), [(name, write) for name, writes in [*BREAKS.items()] for write in writes])
def test_a_write_that_breaks_a_constraint_is_refused(name, write):
    rows = Rows()
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        write(rows)


@pytest.mark.parametrize("name", UNIQUE)
def test_an_address_or_mark_that_is_taken_is_refused(name):
    rows = Rows()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        UNIQUE[name](rows)


def test_what_lies_on_the_border_is_taken():
    rows = Rows()
    rows.away(MONDAY, MONDAY, vervanger=rows.colleague)
    rows.away(TUESDAY, TUESDAY)
    rows.team_area(MONDAY, MONDAY)
    rows.team_area(TUESDAY)
    rows.hours_with(laatste_datum=people.FIRST_TUESDAY, om_de_weken=12, eind_tijd=time(15, 1))
    rows.exception(nieuwe_begin_tijd=time(10), nieuwe_eind_tijd=time(10, 1))
    rows.area(buurt=rows.place, tot=MONDAY)
    Bureau.objects.create(naam="Noord")
    Bureau.objects.create(naam="Zuid")


def test_every_constraint_of_this_app_is_tested():
    models = apps.get_app_config("agenten").get_models()
    assert {one.name for model in models for one in model._meta.constraints} == set(BREAKS)
