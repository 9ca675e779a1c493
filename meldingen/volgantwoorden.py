"""What somebody sent, as questions with their answers, from a Volgpagina: for the page and for the download."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenten.templatetags.hours import listed
from meldingen.volgzinnen import day_of


def answers_of(pagina):
    """Pairs (question, answer) of what was filled in; what was left empty is left out."""
    melding = pagina.melding
    pairs = [
        (_("Wat er aan de hand is"), melding.verhaal),
        (_("Wanneer"), when_of(melding)),
        (_("Waar"), where_of(pagina)),
        *extra_answers(pagina),
        (_("Mag de wijkagent hierover met deze persoon praten?"), melding.get_mag_praten_display()),
        (_("Is het voor u gevaarlijk als deze persoon weet dat u meldde?"), melding.get_gevaar_display()),
        (_("Mogen we het delen met een partner, zoals de gemeente?"), melding.get_delen_display()),
    ]
    return [(question, answer) for question, answer in pairs if answer]


def when_of(melding):
    parts = [melding.get_wanneer_display(), melding.gebeurd_datum and day_of(melding.gebeurd_datum)]
    return ", ".join(str(part) for part in [*parts, melding.get_dagdeel_display()] if part)


def where_of(pagina):
    return ", ".join(part for part in (pagina.melding.plek, pagina.buurt) if part)


def extra_answers(pagina):
    given = pagina.melding.antwoorden
    language = get_language()
    for question in pagina.vragen:
        if answer := given.get(question["sleutel"]):
            label = (language == "en" and question["naam_en"]) or question["naam"]
            yield label, in_words(answer, question["keuzes"], language)


def in_words(answer, choices, language):
    known = {row[0]: row[2 if language == "en" and len(row) > 2 else 1] for row in choices}
    return listed(known.get(one, one) for one in (answer if isinstance(answer, list) else [answer]))
