"""Ready answers, rules and the search for a reporter in the admin: who may what, and what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenten.rechten import ACTIONS, may, rows
from meldingen.models import Toewijsregel, VastAntwoord, Zoekactie
from tests.agenten import people
from tests.meldingen.ingevuld import Filled
from tests.meldingen.makers import make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db
TEXT = "Beste {voornaam}, wij gaan kijken in {buurt}."
# Of own, of the own team, of another team: view, change, delete; and whether somebody adds.
ANTWOORDEN = {
    "officer": "vcd v - +",
    "buurt_officer": "- v - +",
    "member": "- v - -",
    "chief": "- vcd - +",
    "deputy": "- vcd - +",
    "other_chief": "- - vcd +",
    "beheerder": "vcd vcd vcd +",
    "superuser": "vcd vcd vcd +",
}
# Of the own team, of another team.
REGELS = {
    "officer": "v - -",
    "buurt_officer": "v - -",
    "member": "v - -",
    "chief": "vcd - +",
    "deputy": "vcd - +",
    "stand_in": "- v -",
    "other_officer": "- v -",
    "other_member": "- v -",
    "other_chief": "- vcd +",
    "beheerder": "vcd vcd +",
    "privacy": "v v -",
    "auditor": "v v -",
    "superuser": "vcd vcd +",
}
ANTWOORDEN |= {"stand_in": "- - v +", "other_officer": "- - v +", "other_member": "- - v -"}
LETTERS = {"v": "view", "c": "change", "d": "delete"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def antwoorden(world):
    owners = ({"medewerker": world.users["officer"]}, {"basisteam": world.team}, {"basisteam": world.other_team})
    return [VastAntwoord.objects.create(naam=f"Antwoord {n}", tekst=TEXT, **one) for n, one in enumerate(owners)]


@pytest.fixture
def regels(world):
    pairs = ((world.team, "buurt_officer"), (world.other_team, "other_officer"))
    return [
        Toewijsregel.objects.create(basisteam=team, categorie=world.categorie, wijkagent=world.officers[name])
        for team, name in pairs
    ]


def cells(user, items):
    model = type(items[0])
    given = []
    for item in items:
        actions = [action for action in ACTIONS if action != "add" and may(user, action, model, item)]
        scoped = [a for a in ACTIONS if a != "add" and item in rows(user, a, model.objects.order_by("pk"))]
        assert actions == scoped, (user, item)
        given.append("".join(letter for letter, name in LETTERS.items() if name in actions) or "-")
    return " ".join([*given, "+" if may(user, "add", model) else "-"])


def test_everybody_has_exactly_the_rights_of_the_table(world, antwoorden, regels):
    found = {name: (cells(user, antwoorden), cells(user, regels)) for name, user in world.users.items()}
    assert found == {name: (ANTWOORDEN.get(name, "- - - -"), REGELS.get(name, "- - -")) for name in world.users}


def address(model, page="changelist", *args):
    return reverse(f"admin:meldingen_{model}_{page}", args=args)


def add(client, model, **fields):
    page = address(model, "add")
    return client.post(page, Filled(client.get(page)).data | fields)


def errors(answer):
    assert answer.status_code == 200, answer.status_code
    return {name: next(iter(texts)) for name, texts in answer.context["adminform"].form.errors.items()}


def test_pages_open_as_far_as_the_table_says(world, antwoorden, regels, client):
    for name, user in world.users.items():
        if name == "not_active":
            continue
        client.force_login(user)
        for model, items, table in (("vastantwoord", antwoorden, ANTWOORDEN), ("toewijsregel", regels, REGELS)):
            expected = table.get(name, " ".join("-" * (len(items) + 1))).split()
            opened = [client.get(address(model, "change", one.pk)).status_code for one in items]
            deleted = [client.get(address(model, "delete", one.pk)).status_code for one in items]
            assert opened == [200 if "v" in one else 404 for one in expected[:-1]], (name, model)
            assert [code == 200 for code in deleted] == ["d" in one for one in expected[:-1]], (name, model, deleted)
            assert (client.get(address(model, "add")).status_code == 200) == (expected[-1] == "+"), (name, model)


def test_an_officer_writes_only_for_oneself(world, client):
    officer = world.users["officer"]
    client.force_login(officer)
    form = client.get(address("vastantwoord", "add")).context["adminform"].form
    assert set(form.fields) == {"naam", "stap", "categorie", "uitkomst", "tekst", "tekst_en"}
    sent = {"naam": "Wij kijken", "tekst": TEXT, "basisteam": world.team.pk, "medewerker": world.users["member"].pk}
    assert add(client, "vastantwoord", **sent).status_code == 302
    antwoord = VastAntwoord.objects.get()
    assert (antwoord.medewerker, antwoord.basisteam, antwoord.tekst) == (officer, None, TEXT)
    assert client.get(address("vastantwoord", "change", antwoord.pk)).status_code == 200


def test_a_chief_writes_for_the_own_team_only(world, client):
    client.force_login(world.users["chief"])
    fields = {"naam": "Wij kijken", "tekst": TEXT}
    assert set(errors(add(client, "vastantwoord", **fields, basisteam=""))) == {"basisteam"}
    assert set(errors(add(client, "vastantwoord", **fields, basisteam=world.other_team.pk))) == {"basisteam"}
    assert add(client, "vastantwoord", **fields).status_code == 302
    assert VastAntwoord.objects.get().basisteam == world.team


def test_an_officer_can_choose_a_subject(world, client):
    client.force_login(world.users["officer"])
    form = client.get(address("vastantwoord", "add")).context["adminform"].form
    assert world.categorie in form.fields["categorie"].queryset


def test_a_gap_that_nothing_fills_is_refused_and_the_text_stays(world, client):
    client.force_login(world.users["officer"])
    answer = add(client, "vastantwoord", naam="Fout", tekst="Dag {naam} in {wijk}", tekst_en="Dear {name}")
    assert errors(answer) == {
        "tekst": "Dit kunnen we niet invullen: {naam}, {wijk}. Gebruik {voornaam}, {buurt} of {spreekuur}.",
        "tekst_en": "Dit kunnen we niet invullen: {name}. Gebruik {voornaam}, {buurt} of {spreekuur}.",
    }
    assert "Dag {naam} in {wijk}" in answer.content.decode()


def test_an_outcome_belongs_to_a_closing(world, client):
    client.force_login(world.users["officer"])
    assert errors(add(client, "vastantwoord", naam="A", tekst="B", uitkomst="advies")) == {
        "uitkomst": "Een uitkomst hoort alleen bij een afsluiting."
    }
    sent = {"naam": "A", "tekst": "B", "uitkomst": "advies", "stap": "afsluiting"}
    assert add(client, "vastantwoord", **sent).status_code == 302


def test_a_long_sentence_is_named_after_saving(world, client):
    client.force_login(world.users["officer"])
    sentence = " ".join(["woord"] * 16)
    page = address("vastantwoord", "add")
    sent = Filled(client.get(page)).data | {"naam": "Lang", "tekst": f"Kort. {sentence}. Kort."}
    answer = client.post(page, sent, follow=True)
    assert f"Dit is een lange zin: “{sentence}”" in [str(one) for one in answer.context["messages"]]


def test_a_rule_is_only_for_people_and_places_of_the_team(world, client):
    client.force_login(world.users["beheerder"])
    mine = {"basisteam": world.team.pk, "wijkagent": world.officer.pk, "categorie": "", "buurt": ""}
    tried = {
        "nothing": mine,
        "officer": mine | {"wijkagent": world.officers["other_officer"].pk, "categorie": world.categorie.pk},
        "left": mine | {"wijkagent": world.officers["former_officer"].pk, "categorie": world.categorie.pk},
        "buurt": mine | {"buurt": world.other_buurt.pk},
    }
    found = {name: errors(add(client, "toewijsregel", **fields)) for name, fields in tried.items()}
    assert found == {
        "nothing": {"categorie": "Kies een categorie, een buurt of allebei."},
        "officer": {"wijkagent": "Deze wijkagent hoort niet bij dit team. Kies een ander."},
        "left": {"wijkagent": "Deze wijkagent hoort niet bij dit team. Kies een ander."},
        "buurt": {"buurt": "Dit team werkt niet in deze buurt. Kies een andere."},
    }
    good = mine | {"buurt": world.buurt.pk}
    assert add(client, "toewijsregel", **good).status_code == 302
    assert errors(add(client, "toewijsregel", **good)) == {
        "categorie": "Er is al een regel voor dit onderwerp en deze buurt. Wijzig die regel."
    }
    assert Toewijsregel.objects.count() == 1


def test_a_chief_is_offered_the_own_team_its_people_and_its_buurten(world, client):
    client.force_login(world.users["chief"])
    fields = client.get(address("toewijsregel", "add")).context["adminform"].form.fields
    offered = {name: set(fields[name].queryset) for name in ("basisteam", "buurt")}
    assert offered == {"basisteam": {world.team}, "buurt": {world.buurt}}
    assert world.officers["other_officer"] not in fields["wijkagent"].queryset


def test_the_list_of_rules_takes_as_many_statements_for_one_row_as_for_three(world, regels, client):
    client.force_login(world.users["beheerder"])
    counts = []
    for number in (2, 4):
        for code in ("AFVAL", "VANDALISME")[: number - Toewijsregel.objects.count()]:
            Toewijsregel.objects.create(
                basisteam=world.team, categorie=make_categorie(code), buurt=world.buurt, wijkagent=world.officer
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address("toewijsregel"))
        assert len(page.context["cl"].result_list) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def probeer(client, **fields):
    return client.get(address("toewijsregel", "probeer"), fields)


def test_who_sees_rules_tries_them_for_the_own_team_and_nothing_is_written(world, regels, client):
    given = {"buurt": world.buurt.pk, "categorie": world.categorie.pk, "dag": people.MONDAY.isoformat()}
    client.force_login(world.users["officer"])
    page = probeer(client, **given)
    text = page.content.decode()
    assert page.context["uitleg"].eigenaar == world.users["buurt_officer"]
    assert "Een regel van het team noemt Joost Bakker." in text
    assert "Samira el Amrani is wijkagent in deze buurt sinds 1 januari 2020." in text
    elsewhere = probeer(client, **given | {"buurt": world.other_buurt.pk})
    assert (elsewhere.context["uitleg"], set(elsewhere.context["form"].errors)) == (None, {"buurt"})
    assert set(probeer(client, **given | {"dag": "gisteren"}).context["form"].errors) == {"dag"}
    client.force_login(world.users["redacteur"])
    assert probeer(client, **given).status_code == 404


@pytest.mark.parametrize("who", ["beheerder", "auditor"])
def test_who_sees_all_rules_tries_any_buurt(world, client, who):
    client.force_login(world.users[who])
    given = {"categorie": world.categorie.pk, "dag": people.MONDAY.isoformat()}
    assert probeer(client).context["uitleg"] is None
    page = probeer(client, buurt=world.other_buurt.pk, **given)
    assert page.context["uitleg"].eigenaar == world.users["other_officer"]
    assert world.other_buurt.naam in page.content.decode()


CONTACT = {"contact": "06 12345678", "reden": "Vroeg ernaar aan de balie"}


def test_a_reporter_is_found_with_a_reason_by_post_only(world, client):
    melding = make_melding(world, contactvorm="met_naam", naam="Jan Kanarie", telefoon="+31612345678")
    page = reverse("admin:meldingen_melding_contact")
    client.force_login(world.users["officer"])
    assert client.get(page, CONTACT).context["gevonden"] == []
    found = client.post(page, CONTACT)
    assert found.context["gevonden"] == [melding]
    assert "Kanarie" not in found.content.decode()
    log = Zoekactie.objects.get()
    assert (log.door, log.aantal, log.reden) == (world.users["officer"], 1, CONTACT["reden"])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"contact": "123"}, {"contact": ["Vul een heel e-mailadres of telefoonnummer in."]}),
        ({"contact": "jan@"}, {"contact": ["Vul een heel e-mailadres of telefoonnummer in."]}),
        ({"reden": "  "}, {"reden": ["Dit veld is verplicht."]}),
    ],
)
def test_half_an_address_or_no_reason_finds_nothing_and_keeps_what_was_typed(world, client, changed, error):
    client.force_login(world.users["officer"])
    page = client.post(reverse("admin:meldingen_melding_contact"), CONTACT | changed)
    assert (page.status_code, page.context["form"].errors) == (422, error)
    assert (CONTACT | changed)["contact"] in page.content.decode()
    assert Zoekactie.objects.count() == 0


def test_who_has_no_inbox_or_may_not_read_it_finds_no_reporter(world, client):
    make_melding(world, contactvorm="met_naam", telefoon="+31612345678")
    page = reverse("admin:meldingen_melding_contact")
    for name, user in world.users.items():
        if name in ("not_active", "superuser"):
            continue
        client.force_login(user)
        answer = client.post(page, CONTACT)
        sees = name in ("officer", "buurt_officer", "member", "chief", "deputy")
        if answer.status_code == 200:
            assert (len(answer.context["gevonden"]) == 1) == sees, name
        else:
            assert (answer.status_code, sees) == (404, False), name
