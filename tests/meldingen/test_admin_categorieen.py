"""The subjects in the admin: what is checked, who may fill in what, and that a name in the code stays."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenten.models import Rol
from meldingen.models import Bewaarklasse, Categorie, Groep, Loket, Melding, Standaardtekst, Vraag
from tests.agenten import people
from tests.meldingen.ingevuld import Filled
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db

NEW = {
    "code": "FATBIKE",
    "naam": "Fatbikes",
    "naam_en": "Fatbikes",
    "groep": "verkeer",
    "volgorde": "40",
    "is_actief": "on",
    "leads_0": "politie",
    "leads_1": ["gemeente"],
    "helpers": [],
    "soort": "tip",
    "termijn": "4",
    "bewaarklasse": "gewoon",
    "vragen-TOTAL_FORMS": "0",
    "vragen-INITIAL_FORMS": "0",
    "teksten-TOTAL_FORMS": "0",
    "teksten-INITIAL_FORMS": "0",
}


def address(model, page="change", *args):
    return reverse(f"admin:meldingen_{model}_{page}", args=args)


def sign_in(client, rol):
    client.force_login(people.medewerker(str(rol), rol=rol))
    return client


@pytest.fixture
def beheerder(client):
    return sign_in(client, Rol.BEHEERDER)


@pytest.fixture
def redacteur(client):
    return sign_in(client, Rol.REDACTEUR)


def errors_of(answer):
    """{name of the field: sentence} of every form on the page, formsets by their prefix."""
    assert answer.status_code == 200, answer.status_code
    found = dict(answer.context["adminform"].form.errors)
    for inline in answer.context["inline_admin_formsets"]:
        formset = inline.formset
        if formset.non_form_errors():
            found[formset.prefix] = formset.non_form_errors()
        found |= {form.add_prefix(name): text for form in formset.forms for name, text in form.errors.items()}
    return {name: next(iter(texts)) for name, texts in found.items()}


def edit(client, model, pk, **changes):
    """Open the page of a row, change these fields, save."""
    page = address(model, "change", pk)
    return client.post(page, Filled(client.get(page)).data | changes)


def snapshot():
    models = (Groep, Loket, Categorie, Vraag, Standaardtekst, Bewaarklasse)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


# --- saving -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "pk"),
    [("categorie", "GELUID_BUUR"), ("categorie", "OVERIG"), ("groep", "drugs"), ("loket", "aangifte"),
     ("bewaarklasse", "kort")],
)  # fmt: skip
def test_a_row_that_is_saved_as_it_stands_does_not_change(beheerder, model, pk):
    before = snapshot()
    assert edit(beheerder, model, pk).status_code == 302
    assert snapshot() == before


def test_a_new_subject_is_offered_in_the_form(beheerder):
    answer = beheerder.post(address("categorie", "add"), NEW | question(0, "soort_fiets") | {"vragen-TOTAL_FORMS": "1"})
    assert answer.status_code == 302
    made = Categorie.objects.offered().get(groep="verkeer", pk="FATBIKE")
    assert (made.leads, made.helpers, made.termijn) == (["politie", "gemeente"], [], 4)
    assert list(made.vragen.values_list("sleutel", "keuzes")) == [
        ("soort_fiets", [["1", "één", "one"], ["2+", "meer", "more"]])
    ]


def question(number, sleutel, **fields):
    values = {"sleutel": sleutel, "naam": "Hoeveel?", "naam_en": "How many?", "vorm": "keuze", "volgorde": "0"}
    values |= {"keuzes": " 1 | één | one\r\n\r\n2+|meer|more", **fields}
    return {f"vragen-{number}-{name}": value for name, value in values.items()}


def test_the_first_to_answer_stays_first(beheerder):
    edit(
        beheerder,
        "categorie",
        "DISCR",
        leads_0="anders",
        leads_1=["politie", "anders"],
        deur_tekst="X",
        deur_tekst_en="Y",
    )
    assert Categorie.objects.get(pk="DISCR").leads == ["anders", "politie"]


@pytest.mark.parametrize(
    ("model", "pk", "key"),
    [("categorie", "DIER", "code"), ("groep", "milieu", "slug"), ("loket", "144", "slug"),
     ("bewaarklasse", "kort", "slug")],
)  # fmt: skip
def test_a_name_in_the_code_stays(beheerder, model, pk, key):
    before = snapshot()
    edit(beheerder, model, pk, **{key: "ANDERS"})
    assert snapshot() == before


def test_the_name_of_a_question_stays(beheerder):
    edit(beheerder, "categorie", "DAKLOOS", **{"vragen-0-sleutel": "anders"})
    assert list(Vraag.objects.filter(categorie="DAKLOOS").values_list("sleutel", flat=True)) == ["hulp_nodig"]


# --- what is refused, each with one sentence --------------------------------------------------------------------------
ENGLISH = "Vul ook het Engels in."
DUTCH = "Vul ook het Nederlands in."
EMPTY = "Dit veld is verplicht."


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"code": "fatbike"}, {"code": "Gebruik hoofdletters, bijvoorbeeld GELUID_BUUR."}),
        ({"naam_en": ""}, {"naam_en": EMPTY}),
        ({"deur_tekst": "Bel 112."}, {"deur_tekst_en": ENGLISH}),
        ({"deur_tekst_en": "Call 112."}, {"deur_tekst": DUTCH}),
        ({"termijn": "6"}, {"termijn": "Zorg ervoor dat deze waarde hoogstens 5 is."}),
        ({"termijn": "0"}, {"termijn": "Zorg ervoor dat deze waarde minstens 1 is."}),
        ({"helpers": ["gemeente"]}, {"helpers": "Wie erover gaat, helpt al. Vink die hier niet aan."}),
        (
            {"leads_0": "gemeente"},
            {
                "deur_tekst": "Schrijf wat de bewoner eerst leest. De politie gaat hier niet als eerste over.",
                "loketten": "Kies waar de bewoner eerst heen kan.",
            },
        ),
        (
            {"groep": "overlast"},
            {"groep": "Deze groep heeft al 9 categorieën. Er passen er niet meer op een pagina."},
        ),
    ],
)
def test_a_subject_that_cannot_be_gets_one_clear_sentence(beheerder, changes, errors):
    before = snapshot()
    assert errors_of(beheerder.post(address("categorie", "add"), NEW | changes)) == errors
    assert snapshot() == before


def test_a_full_group_takes_what_is_not_in_use(beheerder):
    data = {name: value for name, value in NEW.items() if name != "is_actief"} | {"groep": "overlast"}
    assert beheerder.post(address("categorie", "add"), data).status_code == 302


@pytest.mark.parametrize("code", ["OVERIG", "OVER_POLITIE"])
def test_the_subjects_that_the_form_needs_stay_on(beheerder, code):
    answer = edit(beheerder, "categorie", code, is_actief=[])
    assert errors_of(answer) == {"is_actief": "Het formulier heeft deze categorie nodig. Laat haar aan."}
    assert Categorie.objects.get(pk=code).is_actief


LINE = "Regel %s: schrijf waarde | Nederlands | Engels."


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"keuzes": "1 | één | one\n2 | twee"}, "keuzes", LINE % 2),
        ({"keuzes": "1 | één | one\n2 | | two"}, "keuzes", LINE % 2),
        ({"keuzes": "a | b | c | d\ne | f | g"}, "keuzes", LINE % 1),
        ({"keuzes": "Ja! | Ja | Yes\nnee | Nee | No"}, "keuzes",
         "Regel 1: gebruik in de waarde alleen kleine letters, cijfers en _ + -."),
        ({"keuzes": "ja | Ja | Yes\nja | Zeker | Sure"}, "keuzes",
         "Regel 2: “ja” staat er al. Kies een andere waarde."),
        ({"keuzes": "ja | J\0a | Yes\nnee | Nee | No"}, "keuzes", "Null-tekens zijn niet toegestaan."),
        ({"keuzes": "ja | Ja | Yes"}, "keuzes", "Schrijf ten minste twee antwoorden op."),
        ({"keuzes": "", "vorm": "meer"}, "keuzes", "Schrijf ten minste twee antwoorden op."),
        ({"vorm": "kort"}, "keuzes", "Bij deze vorm zijn er geen keuzes. Maak dit veld leeg, of kies een andere vorm."),
        ({"naam_en": ""}, "naam_en", EMPTY),
        ({"uitleg": "Denk na."}, "uitleg_en", ENGLISH),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_gets_one_clear_sentence(beheerder, fields, field, sentence):
    data = NEW | question(0, "hoeveel", **fields) | {"vragen-TOTAL_FORMS": "1"}
    assert errors_of(beheerder.post(address("categorie", "add"), data)) == {f"vragen-0-{field}": sentence}
    assert not Categorie.objects.filter(pk="FATBIKE").exists()


def test_a_seventh_question_is_refused_and_six_are_not(beheerder):
    six = NEW | {"vragen-TOTAL_FORMS": "6"}
    for number in range(6):
        six |= question(number, f"vraag{number}")
    answer = beheerder.post(address("categorie", "add"), six | question(6, "vraag6") | {"vragen-TOTAL_FORMS": "7"})
    assert errors_of(answer) == {"vragen": "Een categorie heeft hoogstens zes vragen. Haal er een weg."}
    assert beheerder.post(address("categorie", "add"), six).status_code == 302
    assert Vraag.objects.filter(categorie="FATBIKE").count() == 6


def test_what_was_typed_in_a_wrong_question_is_still_there(beheerder):
    data = NEW | question(0, "hoeveel", keuzes="1 | één") | {"vragen-TOTAL_FORMS": "1"}
    page = beheerder.post(address("categorie", "add"), data)
    assert Filled(page).data["vragen-0-keuzes"] == "1 | één"


def test_the_same_question_twice_in_one_form_is_refused(beheerder):
    data = NEW | question(0, "x") | question(1, "x") | {"vragen-TOTAL_FORMS": "2"}
    answer = beheerder.post(address("categorie", "add"), data)
    assert errors_of(answer) == {"vragen-1-sleutel": "Deze naam heeft een andere vraag al. Kies een andere naam."}


def test_a_text_for_the_same_place_twice_is_refused(beheerder):
    data = {"teksten-TOTAL_FORMS": "2"}
    for number in (0, 1):
        data |= {
            f"teksten-{number}-doel": "ontvangst",
            f"teksten-{number}-tekst": "Dank",
            f"teksten-{number}-tekst_en": "T",
        }
    answer = beheerder.post(address("categorie", "add"), NEW | data)
    assert errors_of(answer) == {"teksten-1-doel": "Voor deze plek is er al een tekst. Verander die."}


def test_a_text_without_english_is_refused(beheerder):
    answer = edit(beheerder, "categorie", "DIER", **{"teksten-0-tekst_en": ""})
    assert errors_of(answer) == {"teksten-0-tekst_en": ENGLISH}


DOOR = {"slug": "hulp", "naam": "Hulp", "naam_en": "Help", "gecontroleerd_op": "2026-11-23", "volgorde": "9"}
PHONE = "Vul een telefoonnummer in, bijvoorbeeld 0900-8844."


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {"__all__": "Vul een telefoonnummer, een website of een uitleg in."}),
        ({"telefoon": "bel maar"}, {"telefoon": PHONE}),
        ({"telefoon": "12"}, {"telefoon": PHONE}),
        ({"telefoon": "112", "naam_en": ""}, {"naam_en": EMPTY}),
        ({"website": "http://voorbeeld.nl"}, {"website": "Begin het adres met https://."}),
        ({"website": "javascript:alert(1)"}, {"website": "Voer een geldige URL in."}),
        ({"uitleg": "Dag en nacht."}, {"uitleg_en": ENGLISH}),
        ({"telefoon": "112", "gecontroleerd_op": "2099-01-01"},
         {"gecontroleerd_op": "Deze dag moet nog komen. Vul de dag in waarop u het nakeek."}),
    ],
)  # fmt: skip
def test_a_door_that_leads_nowhere_gets_one_clear_sentence(beheerder, changes, errors):
    assert errors_of(beheerder.post(address("loket", "add"), DOOR | changes)) == errors
    assert not Loket.objects.filter(pk="hulp").exists()


@pytest.mark.parametrize("number", ["112", "0900-8844", "+31 34 357 8844", "14 020"])
def test_a_number_as_people_write_it_is_taken(beheerder, number):
    assert beheerder.post(address("loket", "add"), DOOR | {"telefoon": number}).status_code == 302
    assert Loket.objects.get(pk="hulp").telefoon == number


def test_a_group_takes_only_an_icon_that_is_drawn(beheerder):
    answer = edit(beheerder, "groep", "milieu", icoon="draak")
    assert list(errors_of(answer)) == ["icoon"]
    edit(beheerder, "groep", "milieu", icoon="telefoon")
    assert Groep.objects.get(pk="milieu").icoon == "telefoon"


def test_nothing_is_kept_longer_than_ten_years(beheerder):
    answer = edit(beheerder, "bewaarklasse", "gewoon", vernietig_dagen="3653")
    assert errors_of(answer) == {"__all__": "Het verhaal gaat voor de rest weg, en alles binnen tien jaar."}


# --- who fills in what ------------------------------------------------------------------------------------------------
def editable(answer):
    """Names of the fields in the form, and of those in the rows under it."""
    inlines = {
        inline.formset.prefix: set(inline.formset.forms[0].fields) - {"id", "categorie", "DELETE"}
        for inline in answer.context["inline_admin_formsets"]
        if inline.formset.forms
    }
    return set(answer.context["adminform"].form.fields), inlines


def test_an_editor_fills_in_words_only(redacteur):
    words = {"naam", "naam_en", "uitleg", "uitleg_en"}
    assert editable(redacteur.get(address("categorie", "change", "JEUGD"))) == (
        {"naam", "naam_en", "deur_tekst", "deur_tekst_en"},
        {"vragen": words | {"keuzes"}, "teksten": {"tekst", "tekst_en"}},
    )
    assert editable(redacteur.get(address("groep", "change", "milieu"))) == (words, {})
    assert editable(redacteur.get(address("loket", "change", "144"))) == (words | {"gecontroleerd_op"}, {})


def test_an_editor_changes_words_and_nothing_that_a_rule_looks_at(redacteur):
    before = Categorie.objects.values().get(pk="BURENRUZIE")
    changes = {"naam": "Ruzie met buren", "termijn": "5", "is_beperkt": "on", "is_gevoelig": "", "leads_0": "politie"}
    words = {"vragen-0-keuzes": "ja | Zeker | Sure\nnee | Nee | No\nweet_niet | Geen idee | No idea"}
    assert edit(redacteur, "categorie", "BURENRUZIE", **changes, **words).status_code == 302
    assert Categorie.objects.values().get(pk="BURENRUZIE") == before | {"naam": "Ruzie met buren"}
    vraag = Vraag.objects.get(categorie="BURENRUZIE", sleutel="bedreiging")
    assert vraag.keuzes == [["ja", "Zeker", "Sure"], ["nee", "Nee", "No"], ["weet_niet", "Geen idee", "No idea"]]


@pytest.mark.parametrize(
    "lines", ["yes | Ja | Yes\nnee | Nee | No\nweet_niet | ? | ?", "ja | Ja | Yes\nnee | Nee | No", ""]
)
def test_an_editor_cannot_change_the_values_of_answers(redacteur, lines):
    answer = edit(redacteur, "categorie", "BURENRUZIE", **{"vragen-0-keuzes": lines})
    sentence = "Verander alleen de woorden. De waarden en hun volgorde blijven gelijk."
    assert errors_of(answer) == {"vragen-0-keuzes": sentence}


def test_what_was_sent_under_a_subject_stays_restricted_when_the_subject_no_longer_is(client):
    world = make_world()
    client.force_login(world.users["beheerder"])
    sent = make_melding(world, categorie=Categorie.objects.get(pk="JEUGD"))
    unknown = make_melding(world, categorie=None, groep=Groep.objects.get(pk="milieu"))
    other = make_melding(world)
    assert edit(client, "categorie", "JEUGD", naam="Jeugd").status_code == 302
    assert restricted() == []
    assert edit(client, "categorie", "JEUGD", is_beperkt="on").status_code == 302
    assert edit(client, "categorie", "JEUGD", is_beperkt="").status_code == 302
    assert restricted() == [sent.pk]
    assert edit(client, "groep", "milieu", is_onbekend_beperkt="on").status_code == 302
    assert restricted() == [sent.pk, unknown.pk]
    assert other.pk not in restricted()


def restricted():
    return list(Melding.objects.filter(is_beperkt=True).order_by("pk").values_list("pk", flat=True))


def test_an_editor_adds_and_takes_away_no_question(redacteur):
    before = Vraag.objects.count()
    extra = question(4, "nieuw") | {"vragen-TOTAL_FORMS": "5", "vragen-0-DELETE": "on"}
    edit(redacteur, "categorie", "JEUGD", **extra)
    assert Vraag.objects.count() == before


@pytest.mark.parametrize("rol", [Rol.PRIVACY, Rol.AUDITOR])
def test_who_only_reads_sees_the_page_without_a_form(client, rol):
    page = sign_in(client, rol).get(address("categorie", "change", "JEUGD"))
    assert b"Jongerenoverlast" in page.content
    assert b'name="_save"' not in page.content
    fields = {"naam", "leads_0", "is_beperkt", "vragen-0-naam", "vragen-0-keuzes", "teksten-0-tekst"}
    assert fields & set(Filled(page).data) == set()
    assert "1-3 | 1 tot 3 mensen | 1 to 3 people" in page.content.decode()


def test_nobody_but_break_glass_takes_a_subject_away(beheerder):
    assert beheerder.post(address("categorie", "delete", "WRAK"), {"post": "yes"}).status_code == 404
    assert Categorie.objects.filter(pk="WRAK").exists()


# --- the list ---------------------------------------------------------------------------------------------------------
def test_the_list_says_who_answers_and_how_soon(beheerder):
    page = beheerder.get(address("categorie", "changelist"), {"groep__slug__exact": "milieu"})
    html = page.content.decode()
    assert [one.code for one in page.context["cl"].result_list] == ["AFVAL", "DRUGS_AFVAL", "MILIEU", "DIER"]
    assert '<td class="field-eerst">een ander</td>' in html
    assert '<td class="field-binnen">1 werkdag</td>' in html
    assert '<td class="field-binnen">3 werkdagen</td>' in html


def test_the_list_says_in_words_what_is_restricted_or_not_in_use(beheerder):
    Categorie.objects.filter(pk="WAPEN").update(is_actief=False)
    html = beheerder.get(address("categorie", "changelist"), {"groep__slug__exact": "drugs"}).content.decode()
    assert re.findall('<td class="field-bijzonder">(.*?)</td>', html) == [
        *("beperkt zichtbaar", "beperkt zichtbaar", "", "beperkt zichtbaar, niet in gebruik", "beperkt zichtbaar")
    ]


def test_the_list_asks_the_same_statements_for_one_row_as_for_three(beheerder):
    page, counts = address("categorie", "changelist"), []
    beheerder.get(page)
    for search, found in (("WRAK", 1), ("", 3)):
        with CaptureQueriesContext(connection) as queries:
            answer = beheerder.get(page, {"groep__slug__exact": "verkeer", "q": search})
        assert len(answer.context["cl"].result_list) == found
        counts.append(len(queries))
    assert counts[0] == counts[1]
