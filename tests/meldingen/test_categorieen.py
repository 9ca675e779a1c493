"""The subjects that a new database comes with, against PRODUCT §5 written out here in words of its own."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from meldingen.fixtures import load_categorieen, read
from meldingen.models import Bewaarklasse, Categorie, Groep, Loket, Standaardtekst, Vraag

pytestmark = pytest.mark.django_db

# code: lead (help), doors, extra questions, term; R restricted, S the explanation of “Snel weg” comes first.
# Of the questions in PRODUCT the form asks everybody "how do you know", and whom it is about on a page of its own.
PRODUCT = {
    "overlast": """
    JEUGD        | P (G)    | politie                     | groepsgrootte gedrag tijden scooters                 | 3
    GELUID_BUUR  | W, G (P) | politie verhuurder gemeente | huur_koop verhuurder al_gesproken soort_geluid       | 3
    BURENRUZIE   | G, W (P) | 112 verhuurder gemeente     | bedreiging bemiddeling                               | 3 S
    WOONOVERLAST | G (P, W) | 112 verhuurder gemeente     | bedreiging sinds_wanneer politie_eerder anderen_last | 2 S
    HORECA       | G (P)    | politie gemeente            | naam_zaak soort_horeca tijden                        | 5
    VUURWERK     | P, G     | 112                         | soort_vuurwerk verkoop_opslag tijden                 | 2
    HOND         | P, G     | 112                         | gebeten eigenaar_hond tijden                         | 3
    DAKLOOS      | G (P)    | 112 gemeente                | hulp_nodig                                           | 3
    GEBRUIK      | G (P)    | politie gemeente            | groepsgrootte tijden                                 | 3
    """,
    "verkeer": """
    VERKEER      | P, G     | 112                         | richting tijden soort_voertuig school                | 5
    PARKEREN     | G (P)    | gemeente                    | blokkeert tijden                                     | 5
    WRAK         | G        | gemeente                    | kenteken sinds_wanneer                               | 5
    """,
    "drugs": """
    DRUGS_STRAAT | P        | anoniem                     | hoe_dealen tijden voertuigen                         | 2 R
    DRUGS_PAND   | P, G     | 112 anoniem                 | signalen_drugs tijden eigenaar_pand                  | 2 R
    VERDACHT     | P        | 112                         | personen voertuig kenteken richting                  | 2
    WAPEN        | P        | 112 anoniem                 | waar_bewaard                                         | 1 R
    UITBUITING   | P        | 112 anoniem                 | signalen_uitbuiting aantal_mensen                    | 1 R S
    """,
    "diefstal": """
    INBRAAK_INFO | P        | aangifte                    | zaaknummer beelden                                   | 2
    VERNIELING   | P (G)    | aangifte                    | wat_vernield ontdekt verdachte                       | 3
    OPLICHTING   | P        | aangifte                    | kanaal datum_contact                                 | 2
    """,
    "milieu": """
    AFVAL        | G        | gemeente                    | soort_afval hoeveelheid dader_gezien kenteken        | 3
    DRUGS_AFVAL  | P, G     | 112                         | hoeveelheid lekt                                     | 1
    MILIEU       | G (P)    | 112 gemeente                | bron tijden wind                                     | 5
    DIER         | O        | 144                         |                                                      | 1
    """,
    "zorgen": """
    ZORG         | G (P)    | 112 113 gemeente            | gevaar_persoon woont_alleen hulp_bekend              | 1 R S
    HUISELIJK    | O, P     | 112 veilig-thuis            | veilig_contact                                       | 1 R S
    INTIM        | P        | 112                         | kent_persoon tijden veilig_contact                   | 1 R S
    DISCR        | P, O     | aangifte                    | wat_gezegd getuigen                                  | 2 R S
    """,
    "vraag": """
    VRAAG        | P        |                             | soort hoe_antwoord                                   | 5
    PREVENTIE    | P, G     |                             | aantal_huizen                                        | 5
    """,
    "over-politie": """
    OVER_POLITIE | P        | klacht                      | over_wie                                             | 2 R
    """,
    "iets-anders": """
    WOONFRAUDE   | G, W     | verhuurder gemeente         | signalen_woning aantal_mensen                        | 5
    OVERIG       | P        |                             |                                                      | 3
    """,
}
LETTER = {"politie": "P", "gemeente": "G", "corporatie": "W", "anders": "O"}
NUMBERS = {
    "112": "112",
    "112nl": "",
    "politie": "0900-8844",
    "buitenland": "+31 34 357 8844",
    "aangifte": "0900-8844",
    "klacht": "0900-8844",
    "anoniem": "0800-7000",
    "veilig-thuis": "0800-2000",
    "113": "113",
    "144": "144",
    "gemeente": "",
    "verhuurder": "",
}
GROUPS = [  # slug, name, "Weet ik niet" restricted, its term
    ("overlast", "Overlast", False, 3),
    ("verkeer", "Verkeer", False, 3),
    ("drugs", "Drugs of verdachte situatie", True, 2),
    ("diefstal", "Diefstal, inbraak of vernieling", False, 3),
    ("milieu", "Milieu", False, 3),
    ("zorgen", "Zorgen over iemand", True, 1),
    ("vraag", "Een vraag aan de wijkagent", False, 3),
    ("over-politie", "Over de politie", False, 3),
    ("iets-anders", "Iets anders", False, 3),
]


def expected():
    for lines in PRODUCT.values():
        for line in lines.strip().splitlines():
            yield tuple(" ".join(cell.split()) for cell in line.split("|"))


def as_line(categorie):
    letters = [", ".join(LETTER[one] for one in names) for names in (categorie.leads, categorie.helpers)]
    lead = f"{letters[0]} ({letters[1]})" if letters[1] else letters[0]
    doors = sorted(categorie.loketten.all(), key=lambda loket: loket.volgorde)
    questions = sorted(categorie.vragen.all(), key=lambda vraag: vraag.volgorde)
    term = f"{categorie.termijn}{' R' * categorie.is_beperkt}{' S' * categorie.is_gevoelig}"
    return (
        *(categorie.code, lead),
        *(" ".join(loket.slug for loket in doors), " ".join(vraag.sleutel for vraag in questions)),
        term,
    )


def offered():
    return Categorie.objects.offered().select_related("groep").prefetch_related("loketten", "vragen", "teksten")


def test_a_new_database_has_the_whole_table_of_product_in_its_order():
    assert [as_line(categorie) for categorie in offered()] == list(expected())
    by_group = {
        slug: [line.split("|")[0].strip() for line in text.strip().splitlines()] for slug, text in PRODUCT.items()
    }
    assert {slug: [c.code for c in offered() if c.groep_id == slug] for slug in by_group} == by_group


def test_the_groups_stand_in_their_order_and_say_what_weet_ik_niet_means():
    found = Groep.objects.order_by("volgorde").values_list("slug", "naam", "is_onbekend_beperkt", "onbekend_termijn")
    assert list(found) == GROUPS


def test_every_group_fits_on_a_page_of_ten_lines_with_weet_ik_niet():
    lines = {groep.slug: groep.categorieen.count() + 1 for groep in Groep.objects.all()}
    assert {slug: count for slug, count in lines.items() if count > 10} == {}


def test_the_numbers_are_those_of_product_and_somebody_checked_them():
    assert dict(Loket.objects.values_list("slug", "telefoon")) == NUMBERS
    assert set(Loket.objects.values_list("gecontroleerd_op", flat=True)) == {date(2026, 11, 23)}
    pages = Loket.objects.exclude(website="").values_list("website", flat=True)
    assert [page for page in pages if not page.startswith("https://")] == []
    assert Loket.objects.get(pk="aangifte").website == "https://www.politie.nl/aangifte-of-melding-doen"


def test_who_is_not_the_police_is_shown_first_with_a_text_and_a_door():
    office = {"gemeente": {"gemeente"}, "corporatie": {"verhuurder"}, "anders": {"144", "veilig-thuis"}}
    wrong = [
        categorie.code
        for categorie in offered()
        if not categorie.is_politie
        and not (office[categorie.leads[0]] & {loket.pk for loket in categorie.loketten.all()} and categorie.deur_tekst)
    ]
    assert wrong == []
    assert {c.code for c in offered() if not c.deur_tekst} == {"VRAAG", "PREVENTIE", "OVERIG"}
    assert {c.code for c in offered() if bool(c.deur_tekst) != bool(c.loketten.all())} == set()


def test_only_a_question_is_no_tip():
    kinds = {categorie.code: categorie.soort for categorie in offered() if categorie.soort != "tip"}
    assert kinds == {"VRAAG": "vraag", "PREVENTIE": "vraag"}
    choice = Vraag.objects.get(categorie="VRAAG", sleutel="soort")
    assert [value for value, *_ in choice.keuzes] == ["vraag", "opmerking"]


def test_how_long_a_subject_is_kept():
    classes = {pk: days for pk, *days in Bewaarklasse.objects.values_list("pk", *DAYS)}
    assert classes == {"kort": [30, 365, 365], "gewoon": [30, 365, 1826], "ernstig": [30, 365, 3652]}
    kept = {c.code: c.bewaarklasse_id for c in offered()}
    assert {code for code in kept if kept[code] == "kort"} == {"VRAAG", "PREVENTIE"}
    assert {c.code for c in offered() if c.is_beperkt} <= {code for code in kept if kept[code] == "ernstig"}


DAYS = ("contact_dagen", "verhaal_dagen", "vernietig_dagen")


def test_every_group_has_an_icon():
    known = set(re.findall(r'symbol id="(\w+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    icons = list(Groep.objects.values_list("icoon", flat=True))
    assert set(icons) <= known
    assert len(set(icons)) == len(icons)


# --- the questions ----------------------------------------------------------------------------------------------------
def test_at_most_six_questions_and_all_written_ones_are_asked():
    assert {c.code: len(c.vragen.all()) for c in offered() if len(c.vragen.all()) > 6} == {}
    assert set(Vraag.objects.values_list("sleutel", flat=True)) == set(read("vragen"))


def test_each_question_has_the_answers_that_its_form_needs():
    for vraag in Vraag.objects.all():
        assert bool(vraag.keuzes) == (vraag.vorm in ("keuze", "meer")), vraag.sleutel
        values = [value for value, _dutch, _english in vraag.keuzes]
        assert len(set(values)) == len(values)
        assert [value for value in values if not re.fullmatch(r"[a-z0-9_+-]+", value)] == []


def test_what_rules_look_at_is_asked():
    answers = {vraag.sleutel: [value for value, *_ in vraag.keuzes] for vraag in Vraag.objects.all()}
    assert "ja" in answers["bedreiging"]
    assert {"internet", "email", "sms", "app"} <= set(answers["kanaal"])
    assert answers["groepsgrootte"] == ["1-3", "4-6", "7+"]


def test_nobody_is_asked_for_a_number_birthday_or_nationality():
    never = re.compile(r"\b(bsn|burgerservice\w*|geboorte\w*|geboren|nationaliteit|birth\w*|born|nationality)\b", re.I)
    assert [text for text in [*dutch_texts(), *english_texts()] if never.search(text)] == []


def test_violence_at_home_asks_only_for_a_safe_way():
    vraag = Vraag.objects.get(categorie="HUISELIJK")
    assert (vraag.sleutel, vraag.vorm) == ("veilig_contact", "kort")
    assert "Wij sturen hierover geen e-mail." in vraag.uitleg


# --- the words --------------------------------------------------------------------------------------------------------
def texts(suffix):
    for model, fields in TEXTS.items():
        for row in model.objects.all():
            yield from (getattr(row, f"{field}{suffix}") for field in fields)
    for vraag in Vraag.objects.all():
        yield from (english if suffix else dutch for _value, dutch, english in vraag.keuzes)


TEXTS = {
    Loket: ["naam", "uitleg"],
    Groep: ["naam", "uitleg"],
    Categorie: ["naam", "deur_tekst"],
    Vraag: ["naam", "uitleg"],
    Standaardtekst: ["tekst"],
}


def dutch_texts():
    return list(texts(""))


def english_texts():
    return list(texts("_en"))


def test_every_text_has_its_english():
    halves = [
        (model.__name__, row.pk, field)
        for model, fields in TEXTS.items()
        for row in model.objects.all()
        for field in fields
        if bool(getattr(row, field)) != bool(getattr(row, f"{field}_en"))
    ]
    assert halves == []
    assert [choice for vraag in Vraag.objects.all() for choice in vraag.keuzes if not all(choice)] == []


def test_a_page_in_english_shows_english():
    jeugd = Categorie.objects.get(pk="JEUGD")
    with translation.override("en"):
        english = (jeugd.publieke_naam, jeugd.publieke_deur_tekst[:23])
    assert english == ("Nuisance by young people", "Is it happening now? Th")
    assert jeugd.publieke_naam == "Jongerenoverlast"


def test_dutch_texts_have_short_sentences():
    sentences = [part for text in dutch_texts() for part in re.split(r"(?<=[.?!:;])\s+", text) if len(part.split()) > 2]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert [sentence for sentence in sentences if len(sentence.split()) > 15] == []
    assert sum(lengths) / len(lengths) <= 12


def test_every_subject_has_a_text_for_the_receipt_and_for_closing():
    pairs = set(Standaardtekst.objects.values_list("categorie", "doel"))
    assert pairs == {(code, doel) for code in known_codes() for doel in ("ontvangst", "afsluiting")}


def known_codes():
    return [line[0] for line in expected()]


# --- loading ----------------------------------------------------------------------------------------------------------
def empty():
    """As the tables are after a transactional test."""
    for model in (Vraag, Standaardtekst, Categorie, Groep, Loket, Bewaarklasse):
        model.objects.all().delete()


def counts():
    return [model.objects.count() for model in (*TEXTS, Bewaarklasse, Categorie.loketten.through)]


def test_an_emptied_database_gets_everything_back():
    before, lines = counts(), [as_line(categorie) for categorie in offered()]
    empty()
    assert load_categorieen() == known_codes()
    assert (counts(), [as_line(categorie) for categorie in offered()]) == (before, lines)


def test_loading_again_changes_nothing_that_a_beheerder_changed():
    Categorie.objects.filter(pk="JEUGD").update(naam="Hangjongeren", termijn=1, is_actief=False)
    Groep.objects.filter(pk="overlast").update(naam="Last")
    Loket.objects.filter(pk="144").update(telefoon="0800-144")
    Vraag.objects.get(categorie="JEUGD", sleutel="scooters").delete()
    Standaardtekst.objects.filter(categorie="JEUGD").delete()
    Categorie.objects.get(pk="JEUGD").loketten.clear()
    before = counts()
    assert load_categorieen() == []
    assert counts() == before
    jeugd = Categorie.objects.get(pk="JEUGD")
    assert (jeugd.naam, jeugd.termijn, jeugd.is_actief, jeugd.groep.naam) == ("Hangjongeren", 1, False, "Last")
    assert Loket.objects.get(pk="144").telefoon == "0800-144"


def test_only_what_is_missing_is_added():
    before = counts()
    Categorie.objects.get(pk="DIER").delete()
    assert load_categorieen() == ["DIER"]
    assert counts() == before


def test_loading_takes_as_many_statements_whatever_is_missing(django_assert_num_queries):
    with django_assert_num_queries(6):  # a savepoint, what is there, three tables, and its end
        load_categorieen()


def test_the_form_reads_a_group_in_three_statements(django_assert_num_queries):
    for groep in ("over-politie", "overlast"):
        found = Categorie.objects.offered().filter(groep=groep).prefetch_related("loketten", "vragen")
        with django_assert_num_queries(3):
            assert [as_line(one)[0] for one in found] == [line.split()[0] for line in lines_of(groep)]


def lines_of(groep):
    return PRODUCT[groep].strip().splitlines()


# --- what the database refuses ----------------------------------------------------------------------------------------
BREAKS = {
    "bewaarklasse_hoogstens_tien_jaar": [
        lambda: Bewaarklasse.objects.filter(pk="gewoon").update(vernietig_dagen=3653),
        lambda: Bewaarklasse.objects.filter(pk="gewoon").update(verhaal_dagen=1827),
    ],
    "categorie_heeft_lead": [lambda: Categorie.objects.filter(pk="DIER").update(leads=[])],
    "categorie_termijn": [
        lambda: Categorie.objects.filter(pk="DIER").update(termijn=0),
        lambda: Categorie.objects.filter(pk="DIER").update(termijn=6),
    ],
    "vraag_sleutel_uniek": [
        lambda: Vraag.objects.create(categorie_id="JEUGD", sleutel="tijden", naam="x", naam_en="x")
    ],
    "standaardtekst_uniek": [lambda: Standaardtekst.objects.create(categorie_id="DIER", doel="ontvangst", tekst="x")],
}


@pytest.mark.parametrize(("name", "write"), [(name, write) for name, writes in BREAKS.items() for write in writes])
def test_a_write_that_breaks_a_constraint_is_refused(name, write):
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        write()


def test_every_constraint_of_these_tables_is_tested():
    models = (*TEXTS, Bewaarklasse)
    assert {one.name for model in models for one in model._meta.constraints} == set(BREAKS)


def test_a_subject_that_meldingen_point_to_cannot_go_with_its_group():
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meldingen_groep WHERE slug = 'milieu'; SET CONSTRAINTS ALL IMMEDIATE")
