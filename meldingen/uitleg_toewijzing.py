"""Why somebody gets a melding, step by step: asked of the same statement that gives it (toewijzing.WHO)."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenten.models import Basisteam, Medewerker
from agenten.spreekuren import at, local_date
from buurten.gepland import fetch_row
from meldingen.models import Categorie, Gebeurtenis
from meldingen.toewijzing import WHO, NoTeam, choose, facts_of, people_for

EXPLAIN = f"""{WHO}
SELECT (SELECT id FROM chosen), (
    SELECT json_agg(json_build_object(
        'naam', a.naam, 'regel', r.regel, 'fits', r.fits, 'is_wijk', r.is_wijk, 'van', r.van, 'afwezig_tot', z.tot,
        'vervanger', coalesce(v.naam, ''), 'medewerker', able.id
    ) ORDER BY r.rank)
    FROM asked r
    JOIN agenten_wijkagent a ON a.id = r.id
    LEFT JOIN agenten_afwezigheid z ON z.wijkagent_id = r.id AND %(today)s BETWEEN z.van AND z.tot
    LEFT JOIN able ON able.rank = r.rank
    LEFT JOIN agenten_wijkagent v ON v.id = able.vervanger)
"""  # noqa: S608 - constants only; what comes in is a parameter
EVENT = Gebeurtenis.Soort
# Why somebody owns a melding: as the owner reads it, and as another does.
REASONS = {
    "regel": (
        gettext_lazy("U bent eigenaar, omdat een regel van het team dit zegt."),
        gettext_lazy("%(naam)s is eigenaar, omdat een regel van het team dit zegt."),
    ),
    "taak": (
        gettext_lazy("U bent eigenaar, omdat uw taak past bij dit onderwerp."),
        gettext_lazy("%(naam)s is eigenaar, omdat deze taak past bij dit onderwerp."),
    ),
    "wijk": (
        gettext_lazy("U bent eigenaar, omdat u wijkagent van deze buurt bent."),
        gettext_lazy("%(naam)s is eigenaar, als wijkagent van deze buurt."),
    ),
    "buurt": (
        gettext_lazy("U bent eigenaar, omdat u in deze buurt werkt."),
        gettext_lazy("%(naam)s is eigenaar, en werkt in deze buurt."),
    ),
    "waarneming": (
        gettext_lazy("U bent eigenaar, omdat u waarneemt voor %(ander)s."),
        gettext_lazy("%(naam)s is eigenaar, en neemt waar voor %(ander)s."),
    ),
    "politie": (
        gettext_lazy("U bent eigenaar, omdat dit over de politie gaat."),
        gettext_lazy("%(naam)s is eigenaar, omdat dit over de politie gaat."),
    ),
    "gekregen": (
        gettext_lazy("U bent eigenaar, omdat u de melding overnam of kreeg."),
        gettext_lazy("%(naam)s is eigenaar, en nam de melding over of kreeg haar."),
    ),
}


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """Somebody whom the rule comes to: in `naam` the officer, in `vervanger` who stands in (or "").

    `reden`: of REASONS. `medewerker`: the account that would own it, None when nobody can.
    """

    naam: str
    reden: str
    van: date | None
    afwezig_tot: date | None
    vervanger: str
    medewerker: int | None

    @property
    def waarom(self):
        """Why the rule comes to this officer, as a sentence."""
        words = {"naam": self.naam, "datum": self.van and date_format(self.van)}
        return {
            "regel": _("Een regel van het team noemt %(naam)s."),
            "taak": _("%(naam)s werkt in deze buurt. De taak past bij het onderwerp."),
            "wijk": _("%(naam)s is wijkagent in deze buurt sinds %(datum)s."),
            "buurt": _("%(naam)s werkt in deze buurt sinds %(datum)s."),
        }[self.reden] % words

    @property
    def waarom_niet(self):
        """What is in the way, as a sentence; "" when nothing is."""
        words = {
            "naam": self.naam,
            "ander": self.vervanger,
            "datum": self.afwezig_tot and date_format(self.afwezig_tot),
        }
        if self.afwezig_tot and self.vervanger:
            return _("%(naam)s is afwezig tot en met %(datum)s. %(ander)s neemt waar.") % words
        if self.afwezig_tot:
            return _("%(naam)s is afwezig tot en met %(datum)s. Niemand neemt waar.") % words
        return "" if self.medewerker else _("%(naam)s kan niet inloggen.") % words


@dataclass(frozen=True, slots=True)
class Uitleg:
    """Who would get a melding. `stappen`: the Kandidaten that the rule came to, the last one gets it when there is an
    `eigenaar`; `daarna`: who would be asked next. `basisteam` None: nobody can take it.
    """

    basisteam: Basisteam | None
    eigenaar: Medewerker | None
    stappen: list[Kandidaat]
    daarna: list[Kandidaat]
    is_over_politie: bool = False


def explain(buurt, categorie, day):
    """The Uitleg of a melding about a subject in a buurt that would come in on a day, without further answers."""
    place = {"buurt": buurt, "gemeente": None, "categorie_code": categorie.pk, "antwoorden": {}}
    mensen = people_for(**place, now=at(day, time(12)))
    team, kandidaten = candidates(facts_of(buurt, None, categorie.pk, {}, day))
    is_over_politie = categorie.pk == Categorie.OVER_POLITIE
    try:
        owner = choose(mensen, is_over_politie=is_over_politie, is_beperkt=categorie.is_beperkt).eigenaar
    except NoTeam:
        return Uitleg(None, None, kandidaten, [], is_over_politie)
    asked = [] if is_over_politie else up_to(kandidaten, owner)
    daarna = [] if is_over_politie else kandidaten[len(asked) :]
    return Uitleg(
        Basisteam.objects.filter(pk=team).first(), Medewerker.objects.filter(pk=owner).first(), asked, daarna,
        is_over_politie,
    )  # fmt: skip


def candidates(facts):
    """(id of the basisteam, Kandidaten in order). One statement."""
    team, rows = fetch_row(EXPLAIN, facts)
    return team, [as_candidate(**row) for row in rows or []]


def as_candidate(*, naam, regel, fits, is_wijk, van, afwezig_tot, vervanger, medewerker):
    reden = "regel" if regel else "taak" if fits else "wijk" if is_wijk else "buurt"
    days = [day and date.fromisoformat(day) for day in (van, afwezig_tot)]
    return Kandidaat(naam, reden, *days, vervanger, medewerker)


def up_to(kandidaten, owner):
    """Who was asked until somebody could take it: all of them without an owner."""
    places = [place for place, one in enumerate(kandidaten) if owner and one.medewerker == owner]
    return kandidaten[: places[0] + 1] if places else kandidaten


def explain_for(melding, user, now=None):
    """Sentences for `user`: why this melding has the owner it has, as the rule was on the day it came to its place."""
    if melding.eigenaar_id is None:
        return [_("Deze melding heeft geen eigenaar. Iedereen van het team kan haar oppakken.")]
    if melding.waarneming_voor_id:
        return [reason("waarneming", melding, user, ander=str(melding.waarneming_voor))]
    if melding.is_over_wijkagent:
        return [reason("politie", melding, user)]
    found = by_the_rule(melding)
    if found is None:
        return [reason("gekregen", melding, user)]
    if found.vervanger:
        return [reason("waarneming", melding, user, ander=found.naam)]
    return [reason(found.reden, melding, user)]


def by_the_rule(melding):
    """The Kandidaat that made somebody owner; None when the owner is not the one by the rule."""
    moved = melding.gebeurtenissen.filter(soort=EVENT.VERPLAATST).order_by("-op", "-pk").values_list("op", flat=True)
    day = local_date(moved.first() or melding.ontvangen_op)
    team = None if melding.buurt_id else melding.basisteam
    facts = facts_of(melding.buurt, None, melding.categorie_id, melding.antwoorden, day, team)
    able = [one for one in candidates(facts)[1] if one.medewerker and one.medewerker not in melding.betrokkenen]
    return able[0] if able and able[0].medewerker == melding.eigenaar_id else None


def reason(kind, melding, user, **words):
    own, of_another = REASONS[kind]
    sentence = own if melding.eigenaar_id == user.pk else of_another
    return str(sentence) % {"naam": str(melding.eigenaar), **words}
