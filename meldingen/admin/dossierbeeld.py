"""The words of the page of one melding: badges, what the reporter allows, and the facts."""

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenten.spreekuren import local_date
from meldingen.codes import shown_nummer
from meldingen.models import Bron, Contactvorm, Delen, JaNee, MagPraten, Status, Vermoeden
from meldingen.uitleg_toewijzing import explain_for
from meldingen.views.volgantwoorden import extra_answers, when_of

URGENT, SOON, STATE, PLAIN = "u", "w", "i", ""
MAY_TALK = {
    MagPraten.JA: gettext_lazy("U mag met deze persoon praten."),
    MagPraten.ZONDER_MIJ: gettext_lazy("U mag met deze persoon praten. Zeg niet dat het van de melder komt."),
    MagPraten.EERST_VRAGEN: gettext_lazy("Vraag het de melder eerst, voordat u met deze persoon praat."),
    MagPraten.NEE: gettext_lazy("Praat niet met deze persoon. De melder wil dat niet."),
}
MAY_SHARE = {
    Delen.MET: gettext_lazy("Delen met een partner mag, met de gegevens van de melder."),
    Delen.ZONDER: gettext_lazy("Delen met een partner mag, zonder de gegevens van de melder."),
    Delen.NIET: gettext_lazy("Deel dit liever niet met een partner."),
}
DANGER = gettext_lazy("Gevaarlijk voor de melder: deze persoon mag niet weten wie het meldde.")
MAYBE_DANGER = gettext_lazy("De melder weet niet of dit gevaarlijk is voor de melder.")
REACH = {
    Contactvorm.MET_NAAM: gettext_lazy("Met naam"),
    Contactvorm.ANONIEM: gettext_lazy("Anoniem, wel bereikbaar met code"),
    Contactvorm.GEEN: gettext_lazy("Geen contact: de melder wil geen vragen"),
}


def page_words(gezien):
    """What every page of a melding shows, also when the story is hidden."""
    melding = gezien.melding
    return {
        "titel": melding.titel if gezien.may_read else melding.categorie.publieke_naam,
        "nummer": shown_nummer(melding.nummer),
        "badges": [*badges(gezien)],
        "onderwerp": melding.categorie.publieke_naam,
    }


def badges(gezien):
    """Pairs (words, kind); red is only for now or late."""
    melding, today = gezien.melding, local_date(gezien.now)
    yield (_("Nieuw") if melding.status == Status.ONTVANGEN else str(melding.get_status_display()).capitalize()), STATE
    if melding.is_open:
        yield due(melding, today)
    if melding.vermoeden and melding.beoordeeld_op is None:
        yield str(Vermoeden(melding.vermoeden).label), URGENT
    for holds, words, kind in [
        (melding.is_dringend and melding.is_open, _("Dringend"), URGENT),
        (melding.antwoord_sinds, _("Antwoord binnen"), SOON),
        (melding.is_beperkt, _("Beperkt zichtbaar"), PLAIN),
        (melding.is_na_te_kijken, _("Na te kijken"), SOON),
        (melding.taal != "nl", _("Andere taal"), PLAIN),
    ]:
        if holds:
            yield words, kind


def due(melding, today):
    day = melding.antwoord_voor_datum
    if melding.status == Status.WACHT_OP_MELDER:
        day = melding.wacht_tot_datum
        return _("Antwoord van de melder tot en met %(dag)s") % {"dag": short_day(day)}, PLAIN
    if day < today:
        return _("Te laat: antwoord moest op %(dag)s") % {"dag": short_day(day)}, URGENT
    if day == today:
        return _("Antwoord vandaag"), SOON
    return _("Antwoord op zijn laatst %(dag)s") % {"dag": short_day(day)}, PLAIN


def short_day(day):
    return date_format(day, "D j b")


def allowed(melding):
    """Pairs (sentence, whether it forbids something): what stands above the actions."""
    found = []
    if melding.gevaar == JaNee.JA:
        found.append((DANGER, True))
    elif melding.gevaar == JaNee.WEET_NIET:
        found.append((MAYBE_DANGER, True))
    is_no = melding.mag_praten in (MagPraten.NEE, MagPraten.EERST_VRAGEN)
    return [*found, (MAY_TALK[melding.mag_praten], is_no), (MAY_SHARE[melding.delen], melding.delen == Delen.NIET)]


def facts(dossier):
    """Pairs (question, answer); what was left empty is left out."""
    melding = dossier.melding
    place = ", ".join(str(part) for part in (melding.plek, melding.buurt) if part)
    theme = melding.thema and melding.thema.publieke_naam
    rows = [
        (_("Waar"), place),
        (_("Wanneer"), when_of(melding)),
        *extra_answers(dossier),
        (_("Melder"), REACH[melding.contactvorm]),
        (_("Thema"), theme),
        (_("Binnen via"), Bron(melding.bron).label),
        (_("Eigenaar"), melding.eigenaar or _("Het hele team")),
        why(dossier.gezien),
        (_("Team"), melding.basisteam),
        (_("Leest de website in"), melding.get_taal_display() if melding.taal != "nl" else ""),
    ]
    return [(str(question), str(answer)) for question, answer in rows if answer]


def why(gezien):
    """The question and answer about who owns it; without an owner nothing."""
    melding, user = gezien.melding, gezien.user
    if melding.eigenaar_id is None:
        return "", ""
    question = _("Waarom bij mij") if melding.eigenaar_id == user.pk else _("Waarom bij deze eigenaar")
    return question, " ".join(explain_for(melding, user))


def pattern_words(patroon):
    """Sentences about what the diary shows."""
    if patroon is None:
        return []
    found = []
    if patroon.weekdag is not None:
        found.append(_("Meestal op %(dag)s.") % {"dag": str(WEEKDAYS[patroon.weekdag]).lower()})
    if patroon.uur is not None:
        found.append(_("Meestal rond %(uur)s.00 uur.") % {"uur": patroon.uur})
    return found
