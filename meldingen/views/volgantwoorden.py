"""What somebody sent, as questions with their answers, from a Volgpagina: for the page and for the download."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenten.templatetags.hours import listed
from meldingen.forms.verhaal import HOE_VAAK, HOE_WEET
from meldingen.models import Contactvorm, Dagdeel, Delen, JaNee, MagPraten, Wanneer
from meldingen.volgzinnen import day_of

# Questions that every category shares, as the form keeps their answers.
SHARED = {
    "hoe_vaak": gettext_lazy("Hoe vaak"),
    "tijden": gettext_lazy("Dagen of tijden"),
    "nog_bezig": gettext_lazy("Gebeurt het nog"),
    "hoe_weet": gettext_lazy("Hoe weet u dit?"),
    "anderen_weten": gettext_lazy("Kunnen anderen dit ook weten?"),
    "wie": gettext_lazy("Over wie"),
}
CHOICES = {"hoe_vaak": HOE_VAAK, "hoe_weet": HOE_WEET, "nog_bezig": JaNee.choices, "anderen_weten": JaNee.choices}


def answers_of(pagina):
    """Pairs (question, answer) of what was filled in; what was left empty is left out."""
    melding = pagina.melding
    pairs = [
        (_("Wat er aan de hand is"), melding.verhaal),
        (_("Wanneer"), when_of(melding)),
        (_("Waar"), where_of(pagina)),
        *extra_answers(pagina),
        (_("Mag de wijkagent hierover met deze persoon praten?"), label(MagPraten, melding.mag_praten)),
        (_("Is het voor u gevaarlijk als deze persoon weet dat u meldde?"), label(JaNee, melding.gevaar)),
        (_("Mogen we uw bericht doorgeven aan bijvoorbeeld de gemeente?"), sharing_of(melding)),
    ]
    return [(str(question), str(answer)) for question, answer in pairs if answer]


def label(choices, value):
    return choices(value).label if value else ""


def sharing_of(melding):
    is_plain_yes = melding.delen == Delen.ZONDER and melding.contactvorm != Contactvorm.MET_NAAM
    return _("Ja") if is_plain_yes else label(Delen, melding.delen)


def when_of(melding):
    parts = [label(Wanneer, melding.wanneer), melding.gebeurd_datum and day_of(melding.gebeurd_datum)]
    return ", ".join(str(part) for part in [*parts, label(Dagdeel, melding.dagdeel)] if part)


def where_of(pagina):
    return ", ".join(part for part in (pagina.melding.plek, pagina.buurt) if part)


def extra_answers(pagina):
    given = pagina.melding.antwoorden
    language = get_language()
    for question in pagina.vragen:
        if answer := given.get(question["sleutel"]):
            label = (language == "en" and question["naam_en"]) or question["naam"]
            yield label, in_words(answer, question["keuzes"], language)
    own = {question["sleutel"] for question in pagina.vragen}
    for name in [one for one in SHARED if one in given and one not in own]:
        yield SHARED[name], dict(CHOICES.get(name, [])).get(given[name], given[name])


def in_words(answer, choices, language):
    known = {row[0]: row[2 if language == "en" and len(row) > 2 else 1] for row in choices}
    return listed(known.get(one, one) for one in (answer if isinstance(answer, list) else [answer]))
