"""Links with the systems of partners in the admin, and what was given up: seen, and sent again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meldingen.models import Aflevering, Koppeling
from meldingen.verwijzingen.afleveren import UNVERIFIABLE
from tests.meldingen.aflevermakers import KEY, again, jobs, planned
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import TEXT, add_partners

pytestmark = pytest.mark.django_db
HOST = "signalen.example.nl"
LIST, ADD = (reverse(f"admin:meldingen_{name}") for name in ("aflevering_changelist", "koppeling_add"))
NOBODY = ["officer", "member", "chief", "deputy", "redacteur", "not_active", "clerk"]


@pytest.fixture
def world(settings):
    settings.PARTNER_HOSTS = [HOST]
    return add_partners(make_world())


@pytest.fixture
def koppeling(world):
    return Koppeling.objects.create(
        partner=world.gemeente, soort="signalen", adres=f"https://{HOST}/x", sleutel=KEY, vertaling={"*": "/overig"}
    )


@pytest.fixture
def beheerder(world, client):
    client.force_login(world.users["beheerder"])
    return client


def given_up(world, fout="http-400"):
    verwijzing = planned(world)
    Aflevering.objects.filter(pk=verwijzing.pk).update(staat="opgegeven", fout=fout, is_onzeker=fout == UNVERIFIABLE)
    return again(verwijzing)


def page_of(aflevering):
    return reverse("admin:meldingen_aflevering_change", args=[aflevering.pk])


def button_of(aflevering):
    return reverse("admin:meldingen_aflevering_opnieuw", args=[aflevering.pk])


def filled(world, **fields):
    given = {
        "partner": world.gemeente.pk, "soort": "signalen", "adres": f"https://{HOST}/signals/", "nieuwe_sleutel": KEY,
        "vertaling": f"{world.categorie.pk} = /eigen\n\n* = /overig", "is_actief": "on",
    }  # fmt: skip
    return {**given, **fields}


# --- the link ---------------------------------------------------------------------------------------------------------


def test_the_beheerder_writes_a_link_down(world, beheerder):
    assert beheerder.post(ADD, filled(world)).status_code == 302
    made = Koppeling.objects.get()
    assert (made.partner, made.adres, made.sleutel) == (world.gemeente, f"https://{HOST}/signals/", KEY)
    assert made.vertaling == {world.categorie.pk: "/eigen", "*": "/overig"}


def test_the_key_is_never_shown_again_and_stays_when_the_field_is_empty(world, koppeling, beheerder):
    address = reverse("admin:meldingen_koppeling_change", args=[koppeling.pk])
    text = beheerder.get(address).content.decode()
    assert KEY not in text and "* = /overig" in text
    assert beheerder.post(address, filled(world, nieuwe_sleutel="", vertaling="* = /x")).status_code == 302
    koppeling.refresh_from_db()
    assert (koppeling.sleutel, koppeling.vertaling) == (KEY, {"*": "/x"})
    beheerder.post(address, filled(world, nieuwe_sleutel="andere-sleutel"))
    assert Koppeling.objects.get().sleutel == "andere-sleutel"
    assert KEY not in beheerder.post(address, filled(world, adres="x")).content.decode()
    log = "".join(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert "andere-sleutel" not in log


def test_the_partner_of_a_link_stays(world, koppeling, beheerder):
    address = reverse("admin:meldingen_koppeling_change", args=[koppeling.pk])
    beheerder.post(address, filled(world, partner=world.corporatie.pk))
    assert list(Koppeling.objects.values_list("partner", flat=True)) == [world.gemeente.pk]


@pytest.mark.parametrize(
    "adres",
    [
        f"http://{HOST}/",
        "https://elders.example.nl/",
        "https://127.0.0.1/",
        "http://2130706433/",
        "http://169.254.169.254/",
        f"https://u:p@{HOST}/",
        f"https://{HOST}:8443/",
        "x",
    ],
)
def test_an_address_that_is_not_listed_is_refused(world, beheerder, adres):
    page = beheerder.post(ADD, filled(world, adres=adres))
    assert page.status_code == 200
    assert list(page.context["errors"]) and "adres" in page.context["adminform"].form.errors
    assert Koppeling.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nieuwe_sleutel": ""}, "Vul de sleutel in die u van de partner kreeg."),
        ({"nieuwe_sleutel": "met een spatie"}, "Plak de sleutel zonder spaties."),
        ({"nieuwe_sleutel": "nieuw\r\nX-Kop: 1"}, "Plak de sleutel zonder spaties."),
        ({"vertaling": "* /overig"}, "Regel 1 klopt niet."),
        ({"vertaling": "* = x\nBESTAAT-NIET = y"}, "Regel 2: de categorie BESTAAT-NIET kennen wij niet."),
        ({"adres": "https://elders.example.nl/"}, "Deze server staat niet op de lijst."),
    ],
)
def test_what_is_wrong_is_said(world, beheerder, fields, message):
    assert message in beheerder.post(ADD, filled(world, **fields)).content.decode()
    assert Koppeling.objects.count() == 0


@pytest.mark.parametrize("role", NOBODY)
def test_nobody_else_makes_or_sees_a_link(world, koppeling, client, role):
    client.force_login(world.users[role])
    addresses = [ADD, reverse("admin:meldingen_koppeling_change", args=[koppeling.pk])]
    assert all(client.get(address).status_code in (302, 403, 404) for address in addresses)
    client.post(ADD, filled(world, partner=world.corporatie.pk))
    assert Koppeling.objects.count() == 1


def test_who_keeps_watch_reads_where_it_goes_and_not_the_key(world, koppeling, client):
    client.force_login(world.users["privacy"])
    text = client.get(reverse("admin:meldingen_koppeling_change", args=[koppeling.pk])).content.decode()
    assert HOST in text and KEY not in text and "nieuwe_sleutel" not in text


# --- what was given up ------------------------------------------------------------------------------------------------


def test_what_was_given_up_is_on_top_with_the_reason(world, koppeling, beheerder):
    lost = given_up(world)
    later = planned(world)
    page = beheerder.get(LIST)
    assert [one.pk for one in page.context["cl"].result_list] == [lost.pk, later.pk]
    text = page.content.decode()
    assert "het systeem antwoordde met 400" in text and TEXT not in text
    page = beheerder.get(LIST, {"staat__exact": "wacht"})
    assert [one.pk for one in page.context["cl"].result_list] == [later.pk]


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_three(world, koppeling, beheerder):
    counts = []
    for rows in (1, 3):
        while Aflevering.objects.count() < rows:
            given_up(world)
        with CaptureQueriesContext(connection) as queries:
            assert len(beheerder.get(LIST).context["cl"].result_list) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_button_sends_it_again_and_leaves_a_line_in_the_log(world, koppeling, beheerder):
    lost = given_up(world)
    before = len(jobs())
    assert button_of(lost) in beheerder.get(page_of(lost)).content.decode()
    page = beheerder.post(button_of(lost), follow=True)
    assert "1 verwijzing gaat opnieuw." in page.content.decode()
    assert (again(lost).staat, again(lost).pogingen, len(jobs())) == ("wacht", 0, before + 1)
    (line,) = LogEntry.objects.all()
    assert (line.user, line.change_message) == (world.users["beheerder"], "Opnieuw gestuurd.")
    assert button_of(lost) not in beheerder.get(page_of(lost)).content.decode()
    beheerder.post(button_of(lost))
    assert len(jobs()) == before + 1


def test_many_are_sent_again_at_once_but_not_what_may_be_there_already(world, koppeling, beheerder):
    lost = [given_up(world), given_up(world), given_up(world, UNVERIFIABLE)]
    pks = [one.pk for one in lost]
    page = beheerder.post(LIST, {"action": "opnieuw", "_selected_action": pks}, follow=True)
    assert [again(one).staat for one in lost] == ["wacht", "wacht", "opgegeven"]
    text = page.content.decode()
    assert "2 verwijzingen gaan opnieuw." in text
    assert "1 is misschien al aangekomen." in text
    assert f"kenmerk {lost[2].verwijzing.nummer} er is" in beheerder.get(page_of(lost[2])).content.decode()
    beheerder.post(button_of(lost[2]))
    assert (again(lost[2]).staat, again(lost[2]).is_onzeker) == ("wacht", False)


def test_a_get_sends_nothing(world, koppeling, beheerder):
    lost = given_up(world)
    assert beheerder.get(button_of(lost)).status_code == 404
    assert beheerder.post(page_of(lost)).status_code == 404
    assert again(lost).staat == "opgegeven"


@pytest.mark.parametrize("role", [*NOBODY, "privacy", "auditor"])
def test_nobody_but_the_beheerder_sends_again(world, koppeling, client, role):
    lost = given_up(world)
    client.force_login(world.users[role])
    assert client.post(button_of(lost)).status_code in (302, 403, 404)
    client.post(LIST, {"action": "opnieuw", "_selected_action": [lost.pk]})
    assert again(lost).staat == "opgegeven"


def test_the_list_of_failed_jobs_says_how_many_were_given_up(world, koppeling, beheerder):
    jobs_page = reverse("admin:meldingen_taak_changelist")
    assert LIST not in beheerder.get(jobs_page).content.decode()
    given_up(world)
    text = beheerder.get(jobs_page).content.decode()
    assert "1 aflevering bij een partner lukte niet" in text and f"{LIST}?staat__exact=opgegeven" in text
