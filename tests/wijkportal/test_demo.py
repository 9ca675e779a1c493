"""The demo: every state of the pages is there, it can be put back and taken away, and it stays off real sites."""

import re
import sqlite3
import struct
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

import wijkportal.demo
from agenten.buurtteam import team_of
from agenten.models import (
    Afwezigheid,
    Basisteam,
    Medewerker,
    Rolstoel,
    Spreekuur,
    Teamgebied,
    Uitzondering,
    Werkgebied,
    Wijkagent,
)
from agenten.spreekuren import AMSTERDAM, Status, local_date, moments
from buurten import zoeknamen
from buurten.models import Alias, Buurt, Gemeente, Postcodereeks, Straat, Straatreeks, Vlak, Wijk
from meldingen import workflow
from meldingen.models import Gebeurtenis, Melding
from meldingen.volgsessies import find_by_code
from tests.meldingen.makers import make_categorie, make_melding
from wijkportal.demo import DemoError, codes, load, remove, sign_ins

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=AMSTERDAM)  # a Monday, five weeks before Christmas


@pytest.fixture
def demo():
    load(now=NOW)


def team(path):
    gemeente, buurt = path.split("/")
    return team_of(Buurt.objects.get(gemeente__slug=gemeente, slug=buurt), NOW)


def names(path):
    return [agent.persoon.naam for agent in team(path).agenten]


def agent(slug, path):
    return next(agent for agent in team(path).agenten if agent.wijkagent.slug == slug)


def contents():
    """Every row of every table of ours, without the identities that a new loading may change."""
    ours = [model for app in ("buurten", "agenten") for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model.objects.count() for model in ours}


def test_the_docstring_names_addresses_that_exist(demo):
    table = wijkportal.demo.__doc__
    paths = {f"{gemeente}/{slug}" for gemeente, slug in Buurt.objects.demo().values_list("gemeente__slug", "slug")}
    listed = set(re.findall(r"((?:rivierdam|oudveen)/[a-z0-9-]+)/", table)) | {"rivierdam/verspreide-huizen-bu99010300"}
    assert listed == paths
    officers = set(re.findall(r"/wijkagent/([a-z-]+)/", table))
    assert officers == set(Wijkagent.objects.filter(slug__in=officers).values_list("slug", flat=True)) != set()


def test_a_weekly_hour_of_which_the_one_after_next_is_cancelled(demo):
    found = [m for m in agent("samira-el-amrani", "rivierdam/lindenkwartier").momenten if m.datum.weekday() == 1]
    assert [m.status for m in found[:3]] == [Status.GAAT_DOOR, Status.VERVALT, Status.GAAT_DOOR]
    assert found[1].reden == "Samira heeft een cursus."


def test_two_neighbourhood_officers_in_one_buurt(demo):
    assert sorted(names("rivierdam/havenbuurt")) == ["Lotte Brouwer", "Priya Ramdin", "Samira el Amrani"]


@pytest.mark.parametrize("hour", [0, 7, 12, 22, 23])
def test_one_hour_goes_on_at_the_moment_of_loading(hour):
    now = NOW.replace(hour=hour, minute=45)
    load(now=now)
    centre = team_of(Buurt.objects.get(pk="BU99010000"), now)
    assert centre.volgende.is_now(now)


def test_a_politiepost_is_open_every_day(demo):
    post = agent("karin-de-boer", "rivierdam/sterrenbuurt")
    assert {m.datum.weekday() for m in post.momenten} == set(range(7))
    assert all(m.is_on for m in post.momenten)


def test_an_hour_later_today_and_a_hidden_surname(demo):
    first = agent("anouk", "rivierdam/stationsbuurt")
    assert first.volgende.is_today(NOW) and NOW < first.volgende.begin < NOW + timedelta(hours=2)
    assert first.persoon.naam == "Wijkagent Anouk"


def test_absence_with_and_without_replacement(demo):
    replaced, alone = agent("femke-dijkstra", "rivierdam/molenwijk"), agent("ruben-de-wit", "rivierdam/t-hogeland")
    assert replaced.afwezig.vervanger.naam == "Joost van der Velde"
    assert (alone.afwezig.vervanger, alone.afwezig.tot) == (None, NOW.date() + timedelta(days=20))
    assert replaced.volgende.reden == "Joost van der Velde houdt dit spreekuur."


def test_a_next_hour_that_is_cancelled_and_one_that_is_moved(demo):
    long = agent(
        "wilhelmina-aleida-van-oldenbarnevelt-schimmelpenninck",
        "rivierdam/krommenie-oost-en-assendelft-noordoosthoek",
    )
    assert [m.status for m in long.gaat_niet_door] == [Status.VERVALT]
    assert len(long.volgende.plaats) > 90
    moved = agent("dirk-jan-postma", "rivierdam/de-weiden")
    assert [m.status for m in moved.gaat_niet_door] == [Status.VERPLAATST]
    assert moved.volgende.plaats == "Speeltuin De Kievit"


def test_a_hidden_photo_and_photos_that_show(demo):
    hidden = agent("dirk-jan-postma", "rivierdam/de-weiden")
    assert (hidden.persoon.foto, bytes(hidden.wijkagent.foto.inhoud)[8:12]) == ("", b"WEBP")
    assert agent("joost-van-der-velde", "rivierdam/centrum").persoon.foto
    assert agent("samira-el-amrani", "rivierdam/lindenkwartier").persoon.foto == ""


def test_an_officer_without_hours(demo):
    assert (names("rivierdam/dijkzicht"), team("rivierdam/dijkzicht").volgende) == (["Mehmet Yıldız"], None)


def test_a_hole_a_missing_boundary_and_missing_inhabitants(demo):
    without = Buurt.objects.demo().exclude(pk__in=Vlak.objects.values("buurt"))
    assert [buurt.naam for buurt in without] == ["Zoutgat-Eiland"]
    assert list(Vlak.objects.filter(is_gat=True).values_list("buurt__naam", flat=True)) == ["Oudveen Buitengebied"]
    assert [b.naam for b in Buurt.objects.demo().filter(inwoners=None)] == ["Bedrijventerrein De Grutto"]


@pytest.mark.real_data
def test_the_boundaries_lie_where_nobody_is(demo, real_data):
    """The rectangle around the demo meets none of the real buurten."""
    points = [point for vlak in Vlak.objects.all() for point in vlak.vlak]
    (left, right), (low, high) = [(min(axis), max(axis)) for axis in zip(*points, strict=True)]
    database = sqlite3.connect(f"file:{real_data}/wijkenbuurten_2024_vereenvoudigd.gpkg?mode=ro", uri=True)
    boxes = [struct.unpack_from("<4d", geom, 8) for (geom,) in database.execute("SELECT geom FROM buurten") if geom]
    database.close()
    assert len(boxes) == 14_566
    assert [b for b in boxes if b[0] < right and b[1] > left and b[2] < high and b[3] > low] == []


def test_buurten_without_officer_and_one_without_team_too(demo):
    vacant = team("rivierdam/verspreide-huizen-bu99010300")
    assert (vacant.is_vacature, vacant.basisteam.naam) == (True, "Basisteam Rivierdam-Zuid")
    nobody = team("oudveen/oudveen-buitengebied")
    assert (nobody.agenten, nobody.basisteam) == ([], None)
    assert Gemeente.objects.get(slug="oudveen").telefoon


def test_names_that_occur_twice(demo):
    found = Counter(Buurt.objects.demo().values_list("gemeente__naam", "naam"))
    assert found["Rivierdam", "Verspreide huizen"] == 2
    assert found["Rivierdam", "Centrum"] == found["Oudveen", "Centrum"] == 1


def test_the_first_hour_of_the_village_falls_on_a_holiday(demo):
    village = agent("sietske-hoekstra", "oudveen/oudveen-dorp")
    assert [(m.status, m.reden) for m in village.gaat_niet_door[:1]] == [(Status.FEESTDAG, "Eerste kerstdag")]


def test_an_hour_is_loaded_when_no_holiday_is_near():
    load(now=NOW.replace(year=2027, month=9, day=1))
    rule = Spreekuur.objects.get(wijkagent__slug="sietske-hoekstra")
    assert rule.eerste_datum < NOW.replace(year=2027, month=9, day=1).date()


def test_every_kind_of_rule_and_of_access(demo):
    kinds = set(Spreekuur.objects.values_list("herhaling", "om_de_weken"))
    assert kinds == {("wekelijks", 1), ("wekelijks", 2), ("maandelijks", 1), ("eenmalig", 1)}
    weeks = {tuple(weken) for weken in Spreekuur.objects.values_list("weken_van_maand", flat=True)}
    assert weeks == {(), (1,), (3,), (1, 3)}
    assert set(Spreekuur.objects.values_list("rolstoel", flat=True)) == set(Rolstoel.values)
    assert Spreekuur.objects.exclude(partners="").count() >= 3


def test_one_who_left_and_one_of_a_whole_wijk(demo):
    assert not Wijkagent.objects.get(slug="bram-jansen").is_actief
    assert Werkgebied.objects.filter(wijkagent__slug="yusuf-demir").get().wijk.naam == "Rivierdam-Noord"
    assert "Bram Jansen" not in names("rivierdam/lindenkwartier")
    assert "Yusuf Demir" in names("rivierdam/t-hogeland")


def test_streets_and_postcodes_that_need_a_choice(demo):
    mill = Straatreeks.objects.filter(straat__naam="Molenstraat").values_list("buurt__naam", flat=True)
    assert set(mill) == {"Centrum", "Molenwijk", "Oudveen-Dorp"}
    both = [r.buurt.naam for r in Postcodereeks.objects.filter(postcode="9928DD") if r.covers(12)]
    assert sorted(both) == ["Krommenie-Oost en Assendelft-Noordoosthoek", "Sterrenbuurt"]
    sides = {r.zijde: r.buurt.naam for r in Straatreeks.objects.filter(straat__naam="Stationsweg")}
    assert sides == {"oneven": "Stationsbuurt", "even": "Lindenkwartier"}
    assert Alias.objects.get(naam="Lindenwijk").buurt.naam == "Lindenkwartier"
    assert {r.postcode[:4] for r in Postcodereeks.objects.all()} == {"9926", "9927", "9928", "9929"}


def test_every_team_has_a_chief_a_deputy_and_a_bureau(demo):
    for one in Basisteam.objects.select_related("bureau"):
        assert one.teamchef and one.plaatsvervanger and one.bureau.adres


def test_every_field_is_one_that_the_forms_accept(demo):
    for model in (Gemeente, Wijk, Buurt, Wijkagent, Spreekuur, Uitzondering, Afwezigheid, Teamgebied, Basisteam):
        for row in model.objects.all():
            row.full_clean()
    for officer in Wijkagent.objects.all():
        for one in officer.accounts.all():
            one.full_clean()


def test_the_sign_ins_work(demo):
    staff = {"wijkagent", "teamchef", "redacteur", "beheerder", "auditor", "privacy"}
    assert {sign_in.role for sign_in in sign_ins()} == staff | {"partner, at /partner/"}
    for sign_in in sign_ins():
        account = authenticate(username=sign_in.username, password=sign_in.password)
        assert account.is_staff is (sign_in.role in staff)
    assert Basisteam.objects.get(slug="rivierdam-noord").teamchef.username == "teamchef"
    assert Wijkagent.objects.get(slug="samira-el-amrani").medewerker.username == "samira"


def test_loading_twice_gives_the_same(demo):
    first, keys = contents(), set(Spreekuur.objects.values_list("kenmerk", flat=True))
    passwords = set(Medewerker.objects.exclude(password__startswith="!").values_list("password", flat=True))
    load(now=NOW)
    assert contents() == first
    assert set(Spreekuur.objects.values_list("kenmerk", flat=True)) == keys
    again = set(Medewerker.objects.exclude(password__startswith="!").values_list("password", flat=True))
    assert again == passwords


def test_loading_again_restores_what_was_changed(demo):
    Wijkagent.objects.filter(slug="samira-el-amrani").update(naam="Iemand", is_actief=False)
    Spreekuur.objects.filter(wijkagent__slug="samira-el-amrani").delete()
    load(now=NOW)
    samira = Wijkagent.objects.get(slug="samira-el-amrani")
    assert (samira.naam, samira.is_actief, samira.spreekuren.count()) == ("Samira el Amrani", True, 2)


@pytest.fixture
def real():
    """A real gemeente with an officer, a team and an account."""
    gemeente = Gemeente.objects.create(code="GM0014", naam="Groningen", slug="groningen", jaar=2024)
    wijk = Wijk.objects.create(code="WK001400", naam="Centrum", slug="centrum", gemeente=gemeente, jaar=2024)
    facts = {"naam": "Binnenstad", "slug": "binnenstad", "jaar": 2024}
    buurt = Buurt.objects.create(code="BU00140000", wijk=wijk, gemeente=gemeente, **facts)
    straat = Straat.objects.create(naam="Molenstraat", woonplaats="Groningen", gemeente=gemeente)
    Straatreeks.objects.create(straat=straat, buurt=buurt, van=1, tot=9)
    Postcodereeks.objects.create(postcode="9712HN", buurt=buurt, van=1, tot=9)
    team = Basisteam.objects.create(naam="Groningen-Centrum", slug="groningen-centrum")
    Teamgebied.objects.create(basisteam=team, buurt=buurt, van=NOW.date())
    account = Medewerker.objects.create_user("echt", password="een lang wachtwoord")
    officer = Wijkagent.objects.create(naam="Echte Agent", korte_naam="Echte", slug="echte-agent", medewerker=account)
    Werkgebied.objects.create(wijkagent=officer, buurt=buurt, van=NOW.date())
    zoeknamen.rebuild()
    return officer


def test_removing_leaves_nothing_behind_and_all_else(real):
    before = contents()
    load(now=NOW)
    assert contents() != before
    remove()
    assert contents() == before
    assert sign_ins() == []
    remove()
    assert contents() == before


def test_removing_lets_go_of_what_real_rows_point_to(real, demo):
    samira = Wijkagent.objects.get(slug="samira-el-amrani")
    real.basisteam = samira.basisteam
    real.save()
    Afwezigheid.objects.create(wijkagent=real, van=NOW.date(), tot=NOW.date(), vervanger=samira)
    Werkgebied.objects.create(wijkagent=real, buurt_id="BU99010002", van=NOW.date())
    Basisteam.objects.filter(slug="groningen-centrum").update(teamchef=samira.medewerker)
    remove()
    real.refresh_from_db()
    assert real.basisteam is None
    assert real.afwezigheden.get().vervanger is None
    assert [area.buurt_id for area in real.werkgebieden.all()] == ["BU00140000"]
    assert Basisteam.objects.get(slug="groningen-centrum").teamchef is None


def test_removing_takes_what_was_sent_to_the_demo_along_with_its_log(real, demo):
    officer = Wijkagent.objects.get(slug="samira-el-amrani")
    about = SimpleNamespace(buurt=officer.werkgebieden.first().buurt, categorie=make_categorie())
    lead, other = make_melding(about), make_melding(about, verhaal="Ook ik.")
    workflow.opened(lead, by=officer.medewerker)
    workflow.merge(other, into=lead, by=officer.medewerker)
    mine = make_melding(SimpleNamespace(buurt=Buurt.objects.get(pk="BU00140000"), categorie=about.categorie))
    remove()
    assert list(Melding.objects.all()) == [mine]
    assert [line.melding for line in Gebeurtenis.objects.all()] == [mine]


def test_removing_what_something_real_needs_changes_nothing(real, demo):
    Buurt.objects.filter(pk="BU00140000").update(opvolger="BU99010002")
    before = contents()
    with pytest.raises(DemoError, match="still in use by: buurt"):
        remove()
    assert contents() == before


def test_the_demo_stays_off_a_production_site(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="production site"):
        call_command("load_demo")
    assert not Medewerker.objects.exists() and not Gemeente.objects.exists()


def test_forced_on_a_production_site_nobody_can_sign_in(settings):
    settings.HTTPS = True
    output = StringIO()
    call_command("load_demo", force=True, stdout=output)
    assert Medewerker.objects.count() > 5
    assert not any(account.has_usable_password() for account in Medewerker.objects.all())
    assert (sign_ins(), "rivierdam" in output.getvalue()) == ([], False)


def test_forcing_takes_a_known_password_away(demo, settings):
    settings.HTTPS = True
    load(force=True)
    assert not any(account.has_usable_password() for account in Medewerker.objects.all())


def test_a_name_that_somebody_else_has_is_refused():
    Medewerker.objects.create_user("samira", password="een lang wachtwoord", email="samira@elders.example")
    before = contents()
    with pytest.raises(DemoError, match="already in use for something else: samira"):
        load()
    assert contents() == before


def test_the_commands_say_what_they_did():
    output = StringIO()
    call_command("load_demo", stdout=output)
    assert "17 buurten" in output.getvalue() and "samira-rivierdam" in output.getvalue()
    call_command("remove_demo", stdout=output)
    assert not Gemeente.objects.exists()


def test_exceptions_fall_on_dates_of_their_rule(demo):
    for exception in Uitzondering.objects.select_related("spreekuur__wijkagent"):
        found = moments(exception.spreekuur, [exception], exception.datum, exception.datum)
        assert [m.regel_datum for m in found] == [exception.datum]


def test_loading_without_a_moment_uses_the_present():
    load()
    now = timezone.now()
    assert team_of(Buurt.objects.get(pk="BU99010000"), now).volgende.is_now(now)


def test_the_inbox_of_the_demo_has_something_of_each_kind(demo):
    samira = Medewerker.objects.get(username="samira")
    mine = Melding.objects.in_charge_of(samira)
    danger = [melding for melding in mine if melding.vermoeden and not melding.beoordeeld_op]
    answered = [melding for melding in mine.open() if melding.antwoord_sinds]
    late = mine.open().filter(antwoord_voor_datum__lt=local_date(timezone.now()))
    kinds = [len(danger), len(answered), late.exists(), mine.filter(is_na_te_kijken=True).exists()]
    assert kinds == [1, 3, True, True]
    assert set(mine.values_list("status", flat=True)) >= {
        *("ontvangen", "in_behandeling", "wacht_op_melder", "heropenverzoek", "afgehandeld"),
    }


def test_there_is_a_melding_to_follow_in_each_of_three_states(demo, client):
    found = [(find_by_code(code), state) for code, state in codes()]
    statuses = {state: Melding.objects.get(pk=one.melding).status for one, state in found}
    assert statuses == {"ontvangen": "ontvangen", "vraag": "wacht_op_melder", "afgerond": "afgehandeld"}
    assert set(Melding.objects.values_list("eigenaar__username", flat=True)) == {"samira"}
    before = Melding.objects.count()
    load()
    assert Melding.objects.count() == before


def test_on_a_production_site_no_code_is_told(demo, settings):
    settings.HTTPS = True
    assert codes() == []
