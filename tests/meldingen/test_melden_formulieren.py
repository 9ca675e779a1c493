"""What each page of the form asks, refuses and keeps."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from buurten.models import Postcodereeks, Zijde
from meldingen.models import Bijlage, Concept, ConceptFoto, Melding
from tests.agenten import people
from tests.meldingen.invullen import STORY, Bezoeker, errors_of, kenmerk_of, rows_on, slug_of
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def world(clock):
    return make_world()


@pytest.fixture
def visitor(client, world):
    return Bezoeker(client, world.buurt)


def at(client, slug, buurt=None, **answers):
    """A visitor who stands at a page."""
    visitor = Bezoeker(client, buurt, **answers)
    visitor.walk(until=slug)
    return visitor


# --- what ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("slug", "data", "errors"),
    [
        ("groep", {}, ["Kies waar het over gaat"]),
        ("groep", {"groep": "niets"}, ["Kies waar het over gaat"]),
        ("onderwerp", {}, ["Kies wat het best past"]),
        ("onderwerp", {"onderwerp": "HUISELIJK"}, ["Kies wat het best past"]),
        ("wat", {}, ["Schrijf op wat er aan de hand is", "Kies wanneer het gebeurt"]),
        ("wat", {"verhaal": "  ", "wanneer": "nu"}, ["Schrijf op wat er aan de hand is"]),
        ("waar", {"waar": "nieuw"}, ["Vul in waar het is, of kies “Ik weet het niet precies”"]),
        ("contact", {}, ["Kies of we u iets mogen vragen"]),
        ("delen", {}, [
            "Kies of de wijkagent met deze persoon mag praten", "Kies of we uw bericht mogen doorgeven",
        ]),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for_in_words(client, world, slug, data, errors):
    visitor = Bezoeker(client, world.buurt)
    if slug != "groep":
        visitor.walk(until=slug)
    response = visitor.post(slug, data)
    assert (response.status_code, errors_of(response)) == (200, errors)
    assert "<title>Fout: Stap" in response.content.decode()


def test_an_error_keeps_all_that_was_typed(client, world):
    visitor = at(client, "wat", world.buurt)
    html = visitor.post("wat", {"verhaal": STORY}).content.decode()
    assert STORY in html


def test_a_day_in_the_future_is_refused(client, world):
    visitor = at(client, "wanneer", world.buurt, wat={"verhaal": STORY, "wanneer": "een"})
    assert errors_of(visitor.post("wanneer", {"datum": "2026-11-24"})) == ["Kies een dag die geweest is"]
    assert errors_of(visitor.post("wanneer", {"datum": "gisteren"})) == ["Vul een datum in, bijvoorbeeld 24-11-2026"]
    assert slug_of(visitor.post("wanneer", {"datum": "22-11-2026"})) == "vragen"
    assert 'value="2026-11-22"' in visitor.get("wanneer").content.decode()


def test_what_happens_more_often_tells_how_often_and_when(client, world):
    visitor = at(client, "wanneer", world.buurt, wat={"verhaal": STORY, "wanneer": "vaak"})
    visitor.post("wanneer", {"hoe_vaak": "week", "tijden": "op vrijdag", "nog_bezig": "ja"})
    visitor.answers["wat"]["wanneer"] = "vaak"
    visitor.answers["wanneer"] = {"hoe_vaak": "week", "tijden": "op vrijdag", "nog_bezig": "ja"}
    visitor.walk()
    visitor.send()
    answers = Melding.objects.get().antwoorden
    assert answers == {"hoe_vaak": "week", "tijden": "op vrijdag", "nog_bezig": "ja"}


def test_the_questions_of_the_category_are_asked_and_all_may_be_skipped(client, world):
    visitor = at(client, "vragen", world.buurt, groep={"groep": "overlast"}, onderwerp={"onderwerp": "BURENRUZIE"})
    html = visitor.get("vragen").content.decode()
    assert 'name="vraag-bedreiging"' in html
    assert "(niet verplicht)" not in html
    assert slug_of(visitor.post("vragen", {})) == "waar"
    visitor.post("vragen", {"vraag-bedreiging": "ja"})
    visitor.answers["vragen"] = {"vraag-bedreiging": "ja"}
    visitor.walk()
    assert "U hoort iets binnen 1 werkdag." in visitor.check()
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.antwoorden["bedreiging"], melding.is_beperkt, melding.is_dringend) == ("ja", True, True)


def test_answers_to_another_category_are_not_sent(client, world):
    visitor = at(client, "waar", world.buurt, vragen={"vraag-richting": "naar het centrum"})
    visitor.post("onderwerp", {"onderwerp": "PARKEREN"})
    visitor.answers |= {"onderwerp": {"onderwerp": "PARKEREN"}, "vragen": {}}
    visitor.walk()
    visitor.send()
    assert "richting" not in Melding.objects.get().antwoorden


# --- where -----------------------------------------------------------------------------------------------------------
def test_an_address_decides_also_when_another_buurt_was_filled_in(client, world):
    Postcodereeks.objects.create(postcode="9901AA", van=1, tot=99, zijde=Zijde.BEIDE, buurt=world.other_buurt)
    visitor = at(client, "waar", world.buurt)
    assert slug_of(visitor.post("waar", {"waar": world.buurt.pk, "q": "9901 aa 12"})) == "fotos"
    visitor.answers["waar"] = {"waar": world.buurt.pk, "q": "9901 aa 12"}
    visitor.walk()
    assert rows_on(visitor.check())["Waar"] == "Oudveen, Rivierdam\n9901 aa 12"
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.buurt, melding.basisteam, melding.plek) == (world.other_buurt, world.other_team, "9901 aa 12")


def test_words_beside_the_buurt_that_was_filled_in_only_add_to_it(client, world):
    visitor = at(client, "waar", world.buurt)
    assert slug_of(visitor.post("waar", {"waar": world.buurt.pk, "q": "achter de bakker"})) == "fotos"
    assert "achter de bakker" in visitor.get("waar").content.decode()


def test_a_postcode_in_two_buurten_asks_for_the_house_number(client, world):
    for van, tot, buurt in [(1, 49, world.buurt), (50, 99, world.other_buurt)]:
        Postcodereeks.objects.create(postcode="9901AA", van=van, tot=tot, zijde=Zijde.BEIDE, buurt=buurt)
    visitor = at(client, "waar")
    assert slug_of(visitor.post("waar", {"q": "9901AA"})) == "welke-buurt"
    html = visitor.get("welke-buurt").content.decode()
    assert "Wat is het huisnummer?" in html
    assert errors_of(visitor.post("welke-buurt", {})) == ["Vul het huisnummer in, bijvoorbeeld 12"]
    assert slug_of(visitor.post("welke-buurt", {"nr": "60"})) == "fotos"
    visitor.answers |= {"waar": {"q": "9901AA"}, "welke-buurt": {"nr": "60"}}
    visitor.walk()
    assert rows_on(visitor.check())["Waar"] == "Oudveen, Rivierdam\n9901AA 60"
    assert [word for word in ("9901", "60") if word in " ".join(visitor.addresses)] == []


def test_another_postcode_asks_again(client, world):
    for van, tot, buurt in [(1, 49, world.buurt), (50, 99, world.other_buurt)]:
        for postcode in ("9901AA", "9901AB"):
            Postcodereeks.objects.create(postcode=postcode, van=van, tot=tot, zijde=Zijde.BEIDE, buurt=buurt)
    visitor = at(client, "contact", waar={"q": "9901AA"}, **{"welke-buurt": {"nr": "60"}})
    assert slug_of(visitor.post("waar", {"q": "9901AB"})) == "welke-buurt"
    assert visitor.get("contact")["Location"] == "/melden/welke-buurt/"


def test_words_that_are_no_place_are_refused_and_kept(client, world):
    visitor = at(client, "waar")
    response = visitor.post("waar", {"q": "Nergenshuizen", "plek": "bij de boom"})
    (error,) = errors_of(response)
    assert error.startswith("We vonden deze plek niet.")
    assert "Nergenshuizen" in response.content.decode()
    assert "bij de boom" in response.content.decode()


@pytest.mark.parametrize("waar", [{"onbekend": "on"}, {"plek": "bij de grote boom"}, {"onbekend": "on", "q": "9901AA"}])
def test_who_does_not_know_the_place_is_asked_for_the_gemeente(client, world, waar):
    visitor = at(client, "waar")
    assert slug_of(visitor.post("waar", waar)) == "gemeente"
    assert errors_of(visitor.post("gemeente", {})) == ["Kies de gemeente"]
    visitor.answers |= {"waar": waar, "gemeente": {"gemeente": world.buurt.gemeente_id}}
    visitor.walk()
    assert rows_on(visitor.check())["Gemeente"] == "Rivierdam"
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.buurt, melding.basisteam, melding.plek) == (None, world.team, waar.get("plek", ""))


def test_a_gemeente_without_a_team_takes_no_melding(client, world):
    empty = people.gemeente("GM9955", "Leegdam")
    visitor = at(client, "gemeente", waar={"onbekend": "on"})
    assert slug_of(visitor.post("gemeente", {"gemeente": empty.pk})) == "geen-team"
    assert "Gemeente Leegdam" in visitor.get("geen-team").content.decode()


def test_a_name_that_is_too_wide_asks_for_more(client, world, monkeypatch):
    monkeypatch.setattr("meldingen.plaatsen.MOST_CHOICES", 1)
    visitor = at(client, "waar")
    (error,) = errors_of(visitor.post("waar", {"q": "Rivierdam"}))
    assert error.startswith(("Dat is een groot gebied.", "We vonden deze plek niet."))


# --- about the police -------------------------------------------------------------------------------------------------
def test_every_subject_asks_whether_it_is_about_the_officer(client, world):
    visitor = at(client, "vragen", world.buurt)
    assert "Gaat dit over de wijkagent zelf?" in visitor.get("vragen").content.decode()
    about = at(client, "vragen", world.buurt, groep={"groep": "over-politie"})
    assert "Gaat dit over de wijkagent zelf?" not in about.get("vragen").content.decode()


def test_whom_it_is_about_lists_the_officers_of_the_buurt(client, world):
    visitor = at(client, "over-wie", world.buurt, groep={"groep": "over-politie"})
    html = visitor.get("over-wie").content.decode()
    for line in ("Samira el Amrani", "Joost Bakker", "De teamchef", "Iemand anders van de politie", "Weet ik niet"):
        assert line in html
    assert "Anna Kok" not in html
    assert errors_of(visitor.post("over-wie", {})) == ["Kies over wie het gaat, of kies “Weet ik niet”"]


def test_not_knowing_whom_keeps_it_from_all_officers_of_the_buurt(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "over-politie"})
    visitor.walk()
    assert "Wijkagent" not in visitor.check().split("Wie leest dit?")[1].split("</div>")[0]
    visitor.send()
    melding = Melding.objects.get()
    assert melding.eigenaar == world.users["chief"]
    assert {world.users["officer"].pk, world.users["buurt_officer"].pk} <= set(melding.betrokkenen)


def test_another_place_asks_anew_whom_it_is_about(client, world):
    Postcodereeks.objects.create(postcode="9901AA", van=1, tot=99, zijde=Zijde.BEIDE, buurt=world.other_buurt)
    visitor = Bezoeker(client, world.buurt, groep={"groep": "over-politie"})
    visitor.walk()
    assert slug_of(visitor.post("waar", {"q": "9901AA 1"}, "?terug=controle")) == "over-wie"


# --- photos -----------------------------------------------------------------------------------------------------------
def photo(name="scooter.jpg"):
    """A JPEG with a place and a time in it."""
    image, out = Image.new("RGB", (64, 48), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x9003] = "2026:11:22 21:45:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 13.0, 1.0), 3: "E", 4: (6.0, 34.0, 1.0)})
    exif[0x010E] = "Canarybeschrijving"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def test_photos_lose_place_and_time_and_can_be_taken_away(client, world):
    visitor = at(client, "fotos", world.buurt)
    sent = photo()
    assert b"Canarybeschrijving" in sent.read()
    sent.seek(0)
    answer = visitor.post("fotos", {"fotos": [sent, photo("park.jpg")], "voeg_toe": "1"})
    assert answer["Location"] == "/melden/fotos/"
    first, second = ConceptFoto.objects.order_by("pk")
    assert (first.naam, second.naam) == ("scooter.jpg", "park.jpg")
    assert dict(Image.open(BytesIO(first.inhoud)).getexif()) == {}
    assert b"Canarybeschrijving" not in first.inhoud
    html = visitor.get("fotos").content.decode()
    assert "scooter.jpg" in html
    assert visitor.post("fotos", {"weg": str(first.pk)})["Location"] == "/melden/fotos/"
    assert list(ConceptFoto.objects.values_list("pk", flat=True)) == [second.pk]
    visitor.walk()
    assert rows_on(visitor.check())["Foto’s"] == "park.jpg"
    visitor.send()
    bijlage = Bijlage.objects.get()
    assert bytes(bijlage.inhoud) == bytes(second.inhoud)
    assert ConceptFoto.objects.count() == 0


def test_what_is_no_photo_is_refused_by_name_and_the_rest_is_kept(client, world):
    visitor = at(client, "fotos", world.buurt)
    virus = SimpleUploadedFile("scooter.exe", b"MZ", content_type="image/jpeg")
    response = visitor.post("fotos", {"fotos": [virus, photo()]})
    (error,) = errors_of(response)
    assert error.startswith("scooter.exe kunnen we niet openen. Kies een foto")
    assert [one.naam for one in ConceptFoto.objects.all()] == ["scooter.jpg"]
    assert "Haal weg" in response.content.decode()


def test_at_most_five_photos_are_kept(client, world):
    visitor = at(client, "fotos", world.buurt)
    visitor.post("fotos", {"fotos": [photo(), photo(), photo(), photo()], "voeg_toe": "1"})
    response = visitor.post("fotos", {"fotos": [photo("vijf.jpg"), photo("zes.jpg")], "voeg_toe": "1"})
    assert errors_of(response) == ["U kunt hoogstens 5 foto’s sturen. 1 foto kwam niet mee."]
    assert ConceptFoto.objects.count() == 5
    assert 'type="file"' not in visitor.get("fotos").content.decode()


def test_story_or_photo_one_is_enough(client, world):
    visitor = at(client, "fotos", world.buurt, wat={"verhaal": "", "met_foto": "on", "wanneer": "weetniet"})
    assert errors_of(visitor.post("fotos", {})) == ["Kies een foto, of schrijf bij stap 2 op wat er aan de hand is"]
    assert slug_of(visitor.post("fotos", {"fotos": [photo()]})) == "contact"
    visitor.post("contact")
    visitor.post("delen")
    visitor.post("controle", {"kenmerk": kenmerk_of(visitor.check())})
    assert (Melding.objects.get().verhaal, Bijlage.objects.count()) == ("", 1)


def test_a_photo_of_another_draft_cannot_be_taken_away(client, world):
    visitor = at(client, "fotos", world.buurt)
    visitor.post("fotos", {"fotos": [photo()], "voeg_toe": "1"})
    kept = ConceptFoto.objects.get()
    client.cookies.clear()
    other = at(client, "fotos", world.buurt)
    other.post("fotos", {"weg": str(kept.pk)})
    assert ConceptFoto.objects.get() == kept
    assert Concept.objects.count() == 2


# --- who --------------------------------------------------------------------------------------------------------------
def named(client, world, **given):
    visitor = at(client, "gegevens", world.buurt, contact={"contactvorm": "met_naam"})
    return visitor.post("gegevens", given)


def test_nothing_is_chosen_for_how_somebody_wants_to_be_asked(client, world):
    html = at(client, "contact", world.buurt).get("contact").content.decode()
    assert "checked" not in html
    assert "Bij anoniem bewaren we geen naam, e-mail, telefoonnummer of IP-adres bij uw melding." in html
    assert "Moet het van de rechter, dan geven we wat we hebben." in html


@pytest.mark.parametrize(("vorm", "is_said"), [("anoniem", True), ("geen", True), ("met_naam", False)])
def test_without_a_name_the_check_says_honestly_what_anonymous_means(client, world, vorm, is_said):
    visitor = Bezoeker(client, world.buurt, contact={"contactvorm": vorm})
    visitor.walk()
    assert ("U gaf geen naam door. Weet alleen u dit?" in visitor.check()) is is_said


@pytest.mark.parametrize("given", [{"naam": "Jan"}, {"email": "jan@example.nl"}, {"telefoon": "0612345678"}])
def test_name_mail_or_phone_one_is_enough(client, world, given):
    assert slug_of(named(client, world, **given)) == "delen"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "Vul uw naam, e-mailadres of telefoonnummer in"),
        ({"email": "jan@"}, "Vul een e-mailadres in zoals naam@voorbeeld.nl"),
        (
            {"telefoon": "12"},
            "Vul een telefoonnummer in van 10 cijfers, bijvoorbeeld 06 12345678. Buitenland: begin met +",
        ),
    ],
)
def test_data_that_cannot_be_right_are_explained_and_kept(client, world, given, error):
    response = named(client, world, **given)
    assert errors_of(response) == [error]
    for value in given.values():
        assert f'value="{value}"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("06-12 34 56 78", "+31612345678"), ("010 123 45 67", "+31101234567"), ("+32 470 12 34 56", "+32470123456")],
)
def test_phone_numbers_are_kept_with_their_country(client, world, typed, kept):
    named(client, world, telefoon=typed)
    assert f'value="{kept}"' in client.get("/melden/gegevens/").content.decode()


def test_at_home_the_form_asks_how_to_reach_somebody_safely(client, world):
    visitor = at(
        client, "gegevens", world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "HUISELIJK"},
        contact={"contactvorm": "met_naam"},
    )  # fmt: skip
    html = visitor.get("gegevens").content.decode()
    assert "Hoe kunnen we u veilig bereiken?" in html


def test_the_officer_asks_first_and_shares_nothing_unless_told_otherwise(client, world):
    html = at(client, "delen", world.buurt).get("delen").content.decode()
    chosen = [part.rsplit("<input", 1)[1] for part in html.split(" checked")[:-1]]
    assert ["eerst_vragen" in part or 'value="zonder"' in part for part in chosen] == [True, True]
    assert 'value="met"' not in html


def test_gevaarlijk_makes_it_restricted_with_the_shortest_term(client, world):
    visitor = Bezoeker(client, world.buurt, delen={"gevaar": "ja"})
    visitor.walk()
    assert "U hoort iets binnen 1 werkdag." in visitor.check()
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.gevaar, melding.is_beperkt, melding.is_dringend) == ("ja", True, True)
