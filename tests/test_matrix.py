"""Who may open what: every address of the site for every kind of visitor, and every melding there is (SAFETY S1).

No cell is typed: what is expected follows from the rules (matrix/tabel.py) and from the facts about people and
meldingen (matrix/mensen.py). An address without a rule fails, and so does a rule without an address.
"""

import os
from collections import Counter

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin import ModelAdmin, site
from django.urls import reverse

from agenten import rechten
from agenten.rechten import VIEW
from meldingen.admin.meldingen import MeldingAdmin
from meldingen.models import Zoekactie
from tests.agenten.makers import NOW
from tests.matrix.adressen import addresses
from tests.matrix.bezoek import (
    GONE,
    LOGIN,
    NO_METHOD,
    OPEN,
    Bezoek,
    canaries,
    lines_since,
    looks_since,
    outcome,
    owed,
    plain,
    undone,
)
from tests.matrix.mensen import BEZOEKERS, OWN, ZAKEN, in_list, reads
from tests.matrix.regels import GET, POST, REPORTER, STORY, STORY_WORDS, UNTRIED, fresh, may_show, public, table
from tests.matrix.tabel import TABLE
from tests.matrix.wereld import as_fact, build, values_of


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), undone():
        yield build()


IS_SHORT = os.environ.get("MATRIX") != "all"
pytestmark = pytest.mark.django_db  # what a test writes is undone inside the transaction of the world


def test_every_address_has_a_rule_and_every_rule_an_address():
    found = [one.key for one in addresses()]
    assert ({*found} - {*TABLE}, {*TABLE} - {*found}) == (set(), set())
    assert len(found) == len({*found})


def test_the_rows_of_the_world_are_what_the_facts_say(world):
    assert {naam: as_fact(melding, naam) for naam, melding in world.meldingen.items()} == ZAKEN


def test_an_address_that_shows_a_melding_says_what_it_logs():
    shown_to_staff = {key for key, regel in TABLE.items() if regel.shows in (STORY, REPORTER)}
    assert shown_to_staff == {key for key, regel in TABLE.items() if regel.logs}


def test_the_parts_of_the_admin_of_a_melding_share_no_name():
    parts = [part for part in MeldingAdmin.__mro__ if part.__module__.startswith("meldingen.admin")]
    counts = Counter(name for part in parts for name in vars(part) if not name.startswith("__"))
    assert {name for name, number in counts.items() if number > 1 and not hasattr(ModelAdmin, name)} == set()


@pytest.mark.parametrize("naam", BEZOEKERS)
def test_each_cell_of_a_visitor_is_as_its_rule_says(world, naam):
    assert wrong_cells(world, naam) == []


def wrong_cells(world, naam):
    """All cells with MATRIX=all; else of each visitor another fifth, so that each is tried by five of them."""
    bezoek = Bezoek(world, naam)
    turn = [*BEZOEKERS].index(naam)
    wrong = []
    for place, adres in enumerate(addresses()):
        regel = TABLE[adres.key]
        for number, doel in enumerate(regel.doelen):
            if IS_SHORT and (place + number + turn) % 5:
                continue
            for method in (GET, POST):
                if is_tried(bezoek.who, regel.may(method)):
                    wrong += cell(bezoek, adres, regel, method, doel)
    return wrong


def is_tried(who, rule):
    """What everybody may is tried by who has no account, and by one who has."""
    return rule is not UNTRIED and not (rule is public and who.account and who.naam != OWN)


def cell(bezoek, adres, regel, method, doel):
    path = adres.path(values_of(bezoek.world, regel, doel))
    expected = expected_of(bezoek, adres, regel, method, doel)
    with undone():
        response = bezoek.ask(method, path, regel.body)
        seen, shown = outcome(response), canaries(response)
        lines = lines_since(bezoek.world, bezoek.world.last_line)
        looks = looks_since(bezoek.world, bezoek.world.last_look)
    found = [] if seen in expected else [f"{seen} instead of {'/'.join(sorted(expected))}"]
    found += [f"shows {leak}" for leak in sorted(shown - may_show(bezoek.who, regel, doel))]
    found += unlogged(bezoek.who, regel, doel, shown, lines) if bezoek.who.signed_in else []
    owed_looks = sorted({(zaak, regel.looks) for zaak, _secret in shown}) if regel.looks else []
    found += [f"logs {looks} instead of {owed_looks}"] if looks != owed_looks else []
    found += unseen(bezoek.who, regel, doel, shown) if method == GET and seen == OPEN and regel.shows == STORY else []
    if doel and seen == GONE and plain(response, path) != bezoek.unknown(adres, regel, method):
        found += ["another 404 than for what is not there"]
    return [f"{method} {adres.key} {doel}: {one}" for one in found]


def unlogged(who, regel, doel, shown, lines):
    """What was shown and left no line in the read log, or more than one; and lines about what was not shown."""
    expected = owed(shown, regel.logs)
    if "lijst" in regel.logs:
        expected = {(zaak, wat if zaak == doel else "lijst") for zaak, wat in expected}
    if "uitvoer" in regel.logs and shown:
        expected |= {(naam, "uitvoer") for naam, zaak in ZAKEN.items() if reads(who, zaak)}  # restricted: a bare line
    return [] if sorted(expected) == lines else [f"logs {lines} instead of {sorted(expected)}"]


def unseen(who, regel, doel, shown):
    """Stories that must be on a page and are not: of the melding that it is about, or of all in the list."""
    if doel:
        wanted = {doel} if reads(who, ZAKEN[doel]) else set()
    else:
        wanted = {naam for naam, zaak in ZAKEN.items() if in_list(who, zaak)}
    missing = wanted - {zaak for zaak, secret in shown if secret in STORY_WORDS}
    return [f"does not show {zaak}" for zaak in sorted(missing)]


def expected_of(bezoek, adres, regel, method, doel):
    is_staff_page = adres.route.startswith("admin/")
    is_desk_page = adres.route.startswith("partner/")
    may = regel.may(method)
    if may is None:
        return {NO_METHOD, regel.refused} | ({LOGIN} if is_staff_page else set())
    if may(bezoek.who, doel, bezoek.world):
        return {OPEN, NO_METHOD} if method == POST else {OPEN}
    if is_staff_page and not bezoek.who.signed_in:
        return {LOGIN}
    if is_desk_page and not bezoek.who.at_desk and regel.refused == GONE:
        return {"403" if bezoek.who.signed_in else LOGIN, NO_METHOD}
    return {regel.refused, NO_METHOD} if method == POST else {regel.refused}


# --- lists to search in, and searches ---------------------------------------------------------------------------------


def related_fields():
    """Every field of our apps that points to another model."""
    for label in ("buurten", "agenten", "meldingen", "admin"):
        for model in apps.get_app_config(label).get_models():
            for one in (*model._meta.fields, *model._meta.many_to_many):
                if one.remote_field:
                    yield model, one


@pytest.mark.parametrize("naam", [who.naam for who in BEZOEKERS.values() if who.account])
def test_a_list_to_search_in_offers_only_rows_that_somebody_sees(world, naam):
    bezoek, wrong = Bezoek(world, naam), []
    for model, one in related_fields():
        asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": one.name}
        response = bezoek.client.get(reverse("admin:autocomplete"), {**asked, "term": ""})
        wrong += [f"{model.__name__}.{one.name}: {problem}" for problem in problems_of(bezoek, one, response)]
    assert wrong == []


def problems_of(bezoek, one, response):
    remote, seen = one.remote_field.model, outcome(response)
    known = site._registry.get(remote)
    may = known and known.search_fields and table(VIEW, remote._meta.label_lower, of_row=False)
    allowed = bool(may and may(bezoek.who, "", bezoek.world))
    expected = OPEN if allowed else GONE if bezoek.who.signed_in else LOGIN
    if seen != expected or canaries(response):
        return [f"{seen} instead of {expected}", *canaries(response)]
    if seen != OPEN:
        return []
    found = {line["id"] for line in response.json()["results"]}
    rows = rechten.rows(fresh(bezoek.world, bezoek.who), VIEW, remote.objects.all())
    return sorted(found - {str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)})


@pytest.mark.parametrize(
    ("method", "address", "asked", "number"),
    [
        (GET, "/admin/meldingen/melding/", {"q": "lawaai"}, 1),
        (GET, "/admin/meldingen/melding/", {"q": "niets"}, 1),
        (GET, "/admin/meldingen/melding/", {}, 0),
        (POST, "/admin/meldingen/melding/contact/", {"contact": "x@example.nl", "reden": "Terugbellen"}, 1),
        (POST, "/admin/meldingen/melding/contact/", {"contact": "x@example.nl"}, 0),
    ],
)
def test_a_search_leaves_exactly_one_line(world, method, address, asked, number):
    bezoek = Bezoek(world, "collega")
    before = Zoekactie.objects.count()
    response = bezoek.client.get(address, asked) if method == GET else bezoek.client.post(address, asked)
    assert (outcome(response), Zoekactie.objects.count() - before) == (OPEN, number)
    assert {zaak for zaak, _secret in canaries(response)} <= {"gewoon"}
