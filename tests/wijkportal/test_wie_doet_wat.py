"""Who handles what (R12): for each subject the office of this buurt, with a number that works."""

import re

import pytest

from agenten.models import Partnergebied
from buurten.models import Buurt, Gemeente, OudPad
from meldingen.models import Categorie, Groep, Loket
from tests.agenten.makers import make_buurt, make_team, make_wijkagent
from tests.meldingen.verwijsmakers import make_partner

pytestmark = pytest.mark.django_db
URL = "/mijn-buurt/rivierdam/lindenkwartier/wie-doet-wat/"
POLICE = ("Politie, geen spoed", "0900-8844")
DANGER = ("112: nu gevaar", "112")
LANDLORD = ("Uw verhuurder", "")
LINE = re.compile(r"<div><dt>(.*?)</dt>(.*?)</div>", re.S)
OFFICE = re.compile(r"<dd>(.*?)</dd>", re.S)
PHONE = re.compile(r'<a href="tel:([0-9]+)"><strong>(.*?)</strong></a>')
DETAILS = re.compile(r'<li id="(.*?)"><h3>(.*?)</h3>(.*?)</li>', re.S)


@pytest.fixture
def buurt():
    return make_buurt()


def subjects(*codes):
    return list(Categorie.objects.filter(pk__in=codes).order_by("pk"))


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def office(html):
    """(name, number) of one office; where the name itself is the number, the digits."""
    name = words(PHONE.sub("", html).split('<span class="small')[0])
    digits, shown = (PHONE.findall(html) or [("", "")])[0]
    return (name, shown) if name else (shown, digits)


def lines(client, url=URL):
    """{subject: [(office, number)]} as the page shows them; a link to the form is an office without a number."""
    html = client.get(url).content.decode()
    return {subject: [office(one) for one in OFFICE.findall(rest)] for subject, rest in LINE.findall(html)}


def details(client, url=URL):
    html = client.get(url).content.decode()
    return {anchor: words(f"{name} {rest}") for anchor, name, rest in DETAILS.findall(html)}


def test_every_subject_that_the_form_offers_stands_there_with_a_number_that_can_be_called(client, buurt):
    found = lines(client)
    assert list(found) == [one.naam for one in Categorie.objects.offered()]
    assert [subject for subject, offices in found.items() if not any(number for _name, number in offices)] == []


def test_for_the_police_it_is_their_number_and_the_form(client, buurt):
    assert lines(client)["Jongerenoverlast"] == [POLICE]  # nobody is there who would read a message
    make_wijkagent(buurt)
    html = client.get(URL).content.decode()
    assert lines(client)["Jongerenoverlast"] == [POLICE, ("Schrijf de wijkagent", "")]
    assert f'href="/melden/?buurt={buurt.pk}&amp;categorie=JEUGD"' in html
    assert '<a href="/wijkagent/samira-el-amrani/">Samira el Amrani</a>' in html


def test_a_team_without_officers_can_be_written_too(client, buurt):
    make_team(buurt)
    assert lines(client)["Jongerenoverlast"] == [POLICE, ("Schrijf het team", "")]


def test_the_address_of_the_form_never_tells_a_restricted_subject(client, buurt):
    make_team(buurt)
    codes = re.findall(r"categorie=(\w+)", client.get(URL).content.decode())
    quiet = set(Categorie.objects.filter(is_beperkt=True).values_list("pk", flat=True))
    assert quiet
    assert len(codes) > 5
    assert quiet.isdisjoint(codes)
    assert lines(client)["Dealen op straat"] == [
        POLICE,
        ("Meld Misdaad Anoniem", "0800-7000"),
        ("Schrijf het team", ""),
    ]


def test_for_the_municipality_it_is_the_partner_of_this_buurt_with_its_details(client, buurt):
    make_partner(
        gemeente=buurt.gemeente,
        categorieen=subjects("AFVAL"),
        noodlijn="0599-000112",
        openingstijden="ma-vr 9 tot 17 uur",
        uitleg="Ruimt afval op.",
        website="https://www.rivierdam.example/melden/",
    )
    assert lines(client)["Afval, dumping"] == [("Gemeente Rivierdam", "14 0123")]
    assert details(client) == {
        "partner-gemeente-rivierdam": "Gemeente Rivierdam Ruimt afval op. 14 0123 Bereikbaar: ma-vr 9 tot 17 uur"
        " Spoed, ook buiten de openingstijden: 0599-000112 rivierdam.example/melden"
    }
    html = client.get(URL).content.decode()
    assert '<a href="#partner-gemeente-rivierdam">Gemeente Rivierdam</a>' in html
    assert 'href="tel:0599000112"' in html


def test_no_mail_address_of_a_partner_is_shown(client, buurt):
    make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"))
    assert b"@" not in client.get(URL).content.split(b"<main")[1]


@pytest.mark.parametrize("place", ["gemeente", "wijk", "buurt"])
def test_a_partner_answers_in_its_own_area_only(client, buurt, place):
    other = make_buurt("BU99990201", "Havenbuurt")
    mine = {"gemeente": buurt.gemeente, "wijk": buurt.wijk, "buurt": buurt}
    partner = make_partner("Wijkteam Noord", categorieen=subjects("DAKLOOS"))
    Partnergebied.objects.create(partner=partner, **{place: mine[place]})
    here = [DANGER, ("Wijkteam Noord", "14 0123")]
    assert lines(client)["Buitenslapen, bedelen"] == here
    elsewhere = lines(client, "/mijn-buurt/rivierdam/havenbuurt/wie-doet-wat/")["Buitenslapen, bedelen"]
    assert (elsewhere == here) is (place == "gemeente")
    assert other.wijk_id != buurt.wijk_id


def test_two_partners_for_a_subject_stand_there_both(client, buurt):
    for naam in ("Wijkteam Noord", "Gemeente Rivierdam"):
        make_partner(naam, gemeente=buurt.gemeente, categorieen=subjects("AFVAL"))
    assert lines(client)["Afval, dumping"] == [("Gemeente Rivierdam", "14 0123"), ("Wijkteam Noord", "14 0123")]


def test_of_two_partners_the_one_of_the_smallest_area_stands_first(client, buurt):
    make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"))
    near = make_partner("Wijkteam Noord", categorieen=subjects("AFVAL"), telefoon="0599-3")
    Partnergebied.objects.create(partner=near, wijk=buurt.wijk)
    assert lines(client)["Afval, dumping"] == [("Wijkteam Noord", "0599-3"), ("Gemeente Rivierdam", "14 0123")]


def test_a_partner_that_is_not_active_is_no_office(client, buurt):
    Gemeente.objects.update(telefoon="14 0599")
    make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"), is_actief=False)
    make_partner("Woonstichting De Linde", "corporatie", gemeente=buurt.gemeente, is_actief=False)
    found = lines(client)
    assert found["Afval, dumping"] == [("Gemeente Rivierdam", "14 0599")]
    assert LANDLORD in found["Geluid van buren"]
    assert [name for offices in found.values() for name, _number in offices if "Linde" in name] == []


def test_without_a_partner_it_is_the_general_number_of_the_municipality(client, buurt):
    Gemeente.objects.update(telefoon="14 0599", website="https://rivierdam.example/")
    assert lines(client)["Afval, dumping"] == [("Gemeente Rivierdam", "14 0599")]
    assert details(client) == {"gemeente": "Gemeente Rivierdam 14 0599 rivierdam.example"}


def test_a_partner_that_is_the_municipality_answers_where_its_general_number_is_unknown(client, buurt):
    make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"))
    assert lines(client)["Parkeeroverlast"] == [("Gemeente Rivierdam", "14 0123")]


def test_where_nobody_knows_the_number_the_page_says_how_to_find_it_and_gives_one_that_answers(client, buurt):
    assert lines(client)["Afval, dumping"] == [("Gemeente Rivierdam", ""), POLICE]
    assert "De meeste gemeenten belt u op 14 en het kengetal" in details(client)["gemeente"]


def test_a_landlord_is_never_guessed(client, buurt):
    assert LANDLORD in lines(client)["Geluid van buren"]
    make_partner("Woonstichting De Linde", "corporatie", gemeente=buurt.gemeente, telefoon="0599-1")
    make_partner("Rivierdam Wonen", "corporatie", gemeente=buurt.gemeente, telefoon="0599-2")
    assert lines(client)["Geluid van buren"] == [
        LANDLORD,
        ("Rivierdam Wonen", "0599-2"),
        ("Woonstichting De Linde", "0599-1"),
        ("Gemeente Rivierdam", ""),
        POLICE,
    ]
    assert "Het nummer staat in uw huurcontract" in client.get(URL).content.decode()


def test_another_organisation_stands_with_its_own_subjects(client, buurt):
    make_partner(
        "Buurtbemiddeling", "anders", gemeente=buurt.gemeente, categorieen=subjects("BURENRUZIE", "DRUGS_STRAAT")
    )
    found = lines(client)
    assert found["Conflict met buren"] == [
        DANGER,
        ("Gemeente Rivierdam", ""),
        LANDLORD,
        ("Buurtbemiddeling", "14 0123"),
    ]
    assert ("Buurtbemiddeling", "14 0123") not in found["Dealen op straat"]  # restricted


def test_who_answers_for_others_stands_first_and_danger_before_all(client, buurt):
    found = lines(client)
    assert found["Dier in nood, mishandeling"] == [("144: dier in nood", "144")]
    assert found["Geweld thuis"] == [DANGER, ("Veilig Thuis", "0800-2000"), POLICE]
    assert found["Over de wijkagent of de politie"] == [("Klacht over de politie", "0900-8844")]


def test_who_writes_about_the_police_does_not_write_to_the_officer(client, buurt):
    make_wijkagent(buurt)
    assert lines(client)["Over de wijkagent of de politie"] == [
        ("Klacht over de politie", "0900-8844"),
        ("Schrijf de teamchef", ""),
    ]
    assert (
        '<a href="/melden/?over=politie&amp;buurt=BU99990100">Schrijf de teamchef</a>'
        in client.get(URL).content.decode()
    )


def test_a_subject_that_is_not_offered_is_not_there_and_neither_is_an_empty_group(client, buurt):
    Categorie.objects.exclude(pk="AFVAL").update(is_actief=False)
    assert list(lines(client)) == ["Afval, dumping"]
    assert re.findall(r'<h2 id="([\w-]+)"', client.get(URL).content.decode().split("<main")[1]) == [
        "ga",
        "milieu",
        "organisaties",
    ]


def test_without_any_counter_there_is_still_a_number(client, buurt):
    Categorie.loketten.through.objects.all().delete()
    Loket.objects.all().delete()
    assert lines(client)["Afval, dumping"] == [POLICE]
    assert lines(client)["Dier in nood, mishandeling"] == [POLICE]


def test_each_group_can_be_jumped_to(client, buurt):
    html = client.get(URL).content.decode()
    jumps = re.findall(r'<li><a href="#([\w-]+)">', html)
    assert jumps == [*Groep.objects.order_by("volgorde", "pk").values_list("pk", flat=True), "organisaties"]
    assert [jump for jump in jumps if html.count(f'id="{jump}"') != 1] == []


def test_it_reads_in_english(client, buurt):
    make_team(buurt)
    partner = make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"), uitleg="Ruimt op.")
    partner.uitleg_en, partner.openingstijden_en = "Clears up.", "Mon-Fri 9-17"
    partner.save()
    url = f"/en{URL}"
    found = lines(client, url)
    assert list(found) == [one.naam_en for one in Categorie.objects.offered()]
    assert details(client, url)["partner-gemeente-rivierdam"].startswith("Gemeente Rivierdam Clears up. 14 0123")
    assert f'href="/en/melden/?buurt={buurt.pk}&amp;categorie=JEUGD"' in client.get(url).content.decode()


@pytest.mark.parametrize("many", [False, True])
def test_it_takes_three_statements_however_many_subjects_and_partners(client, buurt, django_assert_num_queries, many):
    make_wijkagent(buurt)
    if many:
        for number in range(3):
            make_partner(f"Partner {number}", gemeente=buurt.gemeente, categorieen=Categorie.objects.order_by("pk"))
    else:
        Categorie.objects.exclude(pk="AFVAL").update(is_actief=False)
    with django_assert_num_queries(3):
        found = lines(client)
    assert len(found) == (33 if many else 1)


def test_a_name_cannot_bring_markup_along(client, buurt):
    partner = make_partner(gemeente=buurt.gemeente, categorieen=subjects("AFVAL"), uitleg="<b>vet</b>")
    partner.naam = "<i>Gemeente</i>"
    partner.save()
    html = client.get(URL).content.decode()
    assert "<i>Gemeente" not in html
    assert "<b>vet" not in html
    assert "&lt;i&gt;Gemeente" in html


def test_the_page_of_the_buurt_leads_to_it(client, buurt):
    html = client.get("/mijn-buurt/rivierdam/lindenkwartier/").content.decode()
    assert '<a href="wie-doet-wat/">Wie doet wat in deze buurt?</a>' in html


def test_a_buurt_that_does_not_exist_is_not_found(client, buurt):
    assert client.get("/mijn-buurt/rivierdam/nergens/wie-doet-wat/").status_code == 404


def test_an_old_address_leads_to_the_new_one(client, buurt):
    OudPad.objects.create(pad="rivierdam/linde/", nieuw_pad="rivierdam/lindenkwartier/")
    OudPad.objects.create(pad="rivierdam/weg/", nieuw_pad="rivierdam/")
    for start in ("", "/en"):
        response = client.get(f"{start}/mijn-buurt/rivierdam/linde/wie-doet-wat/")
        assert (response.status_code, response["Location"]) == (301, start + URL)
    assert client.get("/mijn-buurt/rivierdam/weg/wie-doet-wat/")["Location"] == "/mijn-buurt/rivierdam/"


def test_a_dropped_buurt_leads_to_its_successor(client, buurt):
    new = make_buurt("BU99990200", "Nieuwhof")
    Buurt.objects.filter(pk=buurt.pk).update(is_actief=False, opvolger=new)
    assert client.get(URL)["Location"] == "/mijn-buurt/rivierdam/nieuwhof/wie-doet-wat/"
