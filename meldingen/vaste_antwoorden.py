"""Ready answers of somebody and of the team (PRODUCT O5): which fit a melding, and their text with the gaps filled in.

What stands in a gap is read before it is sent. What is not known becomes neutral words, never a hole or a brace.
"""

import re

from django.db.models import Case, Q, Value, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenten.buurtteam import agent_of
from agenten.models import Wijkagent
from agenten.templatetags.hours import clock, worded_date
from meldingen.models import VastAntwoord

GAP = re.compile(r"\{([^{}]*)\}")
GAPS = ("voornaam", "buurt", "spreekuur")
BRACES = str.maketrans("", "", "{}")
# How somebody may begin a name that is no first name.
NO_FIRST_NAMES = {"dhr", "de", "den", "der", "het", "hr", "heer", "meneer", "mevr", "mevrouw", "mr", "mrs", "mw", "van"}


def for_step(melding, user, stap, uitkomst="", *, any_outcome=False):
    """The answers for a step of a melding that fit its category and the outcome: of the user, then of the team.

    `stap`: of VastAntwoord.Stap. `uitkomst`: of Uitkomst; without one only answers for every outcome, unless
    `any_outcome`. One statement.
    """
    own = Q(medewerker=user)
    fits = Q(categorie=None) | Q(categorie=melding.categorie_id)
    found = VastAntwoord.objects.filter(own | Q(basisteam__isnull=False, basisteam=melding.basisteam_id), fits)
    found = found.filter(stap=stap) if any_outcome else found.filter(stap=stap, uitkomst__in={"", uitkomst})
    of_the_team = Case(When(own, then=Value(0)), default=Value(1))
    return list(found.alias(of_the_team=of_the_team).order_by("of_the_team", "naam", "pk"))


def unknown_gaps(text):
    """The names between braces that nothing can be filled in for, in order."""
    return [name for name in GAP.findall(text) if name.strip().lower() not in GAPS]


def filled(antwoord, melding, user, melder=None, now=None):
    """The text for a melding, in the language of its reporter, with {voornaam}, {buurt} and {spreekuur} filled in.

    `melder`: the Melder, when the user opened it. {spreekuur} is the next walk-in hour of the user, when there is one.
    """
    is_english = melding.taal == "en" and bool(antwoord.tekst_en)
    text = antwoord.tekst_en if is_english else antwoord.tekst
    with translation.override("en" if is_english else "nl"):
        words = {name.strip().lower(): "" for name in GAP.findall(text)}
        if "voornaam" in words:
            words["voornaam"] = first_name(melder) or _("meneer of mevrouw")
        if "buurt" in words:
            words["buurt"] = melding.buurt.naam if melding.buurt_id else _("uw buurt")
        if "spreekuur" in words:
            words["spreekuur"] = next_hour(user, now or timezone.now()) or _("ons spreekuur")
    text = GAP.sub(lambda gap: words[gap[1].strip().lower()] or gap[1], text)
    return text.translate(BRACES)


def first_name(melder):
    """The first name that somebody gave; "" without one, or when only a title, an initial or a surname is there."""
    name = melder.naam.split()[0] if melder and melder.naam.split() else ""
    is_name = len(name) > 1 and "." not in name and name.lower() not in NO_FIRST_NAMES
    return name if is_name else ""


def next_hour(user, now):
    """The next walk-in hour of an officer in words, with its place; "" when there is none."""
    officer = Wijkagent.objects.active().filter(medewerker=user).only("pk").first()
    moment = officer and agent_of(officer, now).volgende
    if not moment:
        return ""
    return _("het spreekuur op %(dag)s van %(van)s tot %(tot)s uur in %(plaats)s") % {
        "dag": worded_date(moment.datum, "l j F", translation.get_language()),
        "van": clock(moment.begin.time()),
        "tot": clock(moment.eind.time()),
        "plaats": moment.plaats,
    }
