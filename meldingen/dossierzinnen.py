"""What happened to a melding, in words for colleagues: from codes, numbers and dates only (SAFETY S10)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenten.models import Basisteam, Medewerker
from buurten.models import Buurt
from meldingen.models import Afwijsreden, Bron, Categorie, Gebeurtenis, Overdracht, Uitkomst, VerwijzingStatus

G = Gebeurtenis.Soort
OF_REFERRALS = {G.VERWEZEN, G.VERWIJZING}

SENTENCES = {
    G.OPGEPAKT: gettext_lazy("%(wie)s pakte het op."),
    G.GEVRAAGD: gettext_lazy("%(wie)s stelde de melder een vraag."),
    G.GEANTWOORD: gettext_lazy("De melder gaf antwoord."),
    G.BERICHT: gettext_lazy("%(wie)s stuurde een bericht."),
    G.AFGEHANDELD: gettext_lazy("%(wie)s rondde het af."),
    G.AFGEWEZEN: gettext_lazy("%(wie)s wees het af."),
    G.HEROPENING_GEVRAAGD: gettext_lazy("De melder vroeg om verder te gaan."),
    G.HEROPEND: gettext_lazy("%(wie)s opende het weer."),
    G.SAMENGEVOEGD: gettext_lazy("%(wie)s voegde het samen met een andere melding."),
    G.INGETROKKEN: gettext_lazy("De melder trok het in."),
    G.VERPLAATST: gettext_lazy("%(wie)s verplaatste het."),
    G.OVERGEDRAGEN: gettext_lazy("%(wie)s vroeg een collega om hulp."),
    G.GENOTEERD: gettext_lazy("%(wie)s schreef een notitie."),
    G.VOORVAL: gettext_lazy("De melder schreef op dat het weer gebeurde."),
    G.TOESTEMMING: gettext_lazy("De melder veranderde wat wij mogen."),
    G.BEOORDEELD: gettext_lazy("%(wie)s beoordeelde het vermoeden."),
    G.GEALARMEERD: gettext_lazy("Eigenaar en teamchef kregen een dringend bericht."),
    G.TERMIJN: gettext_lazy("De melder antwoordde niet op tijd."),
    G.WAARDERING: gettext_lazy("De melder vertelde of dit hielp."),
    G.VOLGMAIL: gettext_lazy("De melder veranderde de e-mail bij nieuws."),
    G.GEWIST: gettext_lazy("Gegevens zijn gewist, want de termijn is voorbij."),
    G.GEBELD: gettext_lazy("%(wie)s belde de melder."),
    G.NIEUWE_CODE: gettext_lazy("De melder kreeg een nieuwe code."),
    G.TITEL: gettext_lazy("%(wie)s gaf het een andere titel."),
    G.GEESCALEERD: gettext_lazy("De termijn was voorbij. Het team of de teamchef ziet dit."),
    G.WAARNEMING: gettext_lazy("De eigenaar wisselde door afwezigheid."),
    G.VERWEZEN: gettext_lazy("%(wie)s gaf het door aan een partner."),
    G.VERWIJZING: gettext_lazy("Er is nieuws over een verwijzing."),
}
IN_FROM = {
    Bron.SITE: gettext_lazy("Binnen via de website."),
    Bron.MEDEWERKER: gettext_lazy("%(wie)s schreef het op voor de melder."),
    Bron.PARTNER: gettext_lazy("Binnen via een partner."),
}
STANDS = {
    Overdracht.Stand.AANGENOMEN: gettext_lazy("%(wie)s nam het verzoek om hulp aan."),
    Overdracht.Stand.GEWEIGERD: gettext_lazy("%(wie)s nam het verzoek om hulp niet aan."),
    Overdracht.Stand.TERUGGEGEVEN: gettext_lazy("%(wie)s gaf het terug."),
}
REMINDED = gettext_lazy("De melder kreeg een herinnering.")
FOR_GOOD = gettext_lazy("%(wie)s vroeg een collega om het over te nemen.")
MOVED = {
    "buurt": gettext_lazy("Buurt: %(naam)s."),
    "categorie": gettext_lazy("Onderwerp: %(naam)s."),
    "basisteam": gettext_lazy("Team: %(naam)s."),
    "eigenaar": gettext_lazy("Eigenaar: %(naam)s."),
}
NAMED = {"buurt": Buurt, "categorie": Categorie, "basisteam": Basisteam, "eigenaar": Medewerker}


@dataclass(slots=True)
class Regel:
    """One line of the history: when, what, and details."""

    op: datetime
    zin: str
    details: list
    is_van_verwijzing: bool = False


def history(melding, gebeurtenissen):
    """The Regels of a melding, oldest first. `door` of each gebeurtenis is loaded; at most four queries for names."""
    names = names_in(gebeurtenissen)
    return [
        Regel(one.op, sentence_of(melding, one), details_of(one, names), one.soort in OF_REFERRALS)
        for one in gebeurtenissen
    ]


def with_referrals(regels, blokken):
    """The history with what the verwijzingen themselves tell, in place of what the melding tells of them."""
    told = [regel for blok in blokken for regel in blok.regels]
    return sorted([*(regel for regel in regels if not (told and regel.is_van_verwijzing)), *told], key=moment_of)


def moment_of(regel):
    return regel.op


def who(gebeurtenis):
    if gebeurtenis.door:
        return str(gebeurtenis.door)
    return str(gebeurtenis.get_actor_display()).capitalize()


def sentence_of(melding, one):
    """A whole sentence about one gebeurtenis."""
    template = SENTENCES.get(one.soort)
    if one.soort == G.ONTVANGEN:
        template = IN_FROM[melding.bron]
    elif one.soort == G.OVERGEDRAGEN:
        asked = FOR_GOOD if one.gegevens.get("voor_goed") else template
        template = STANDS.get(one.gegevens.get("stand"), asked)
    elif one.soort == G.TERMIJN and one.gegevens.get("stap") == "herinnering":
        template = REMINDED
    return (template or str(one.get_soort_display())) % {"wie": who(one)}


def details_of(one, names):
    given = one.gegevens
    found = []
    if uitkomst := given.get("uitkomst"):
        found.append(_("Uitkomst: %(naam)s.") % {"naam": Uitkomst(uitkomst).label})
    if one.soort == G.AFGEWEZEN and given.get("reden"):
        found.append(_("Reden: %(naam)s.") % {"naam": Afwijsreden(given["reden"]).label})
    if one.soort in OF_REFERRALS and given.get("stand") in VerwijzingStatus:
        found.append(_("Verwijzing: %(stand)s.") % {"stand": VerwijzingStatus(given["stand"]).label})
    if given.get("tegen_wens"):
        found.append(_("Dit was tegen de wens van de melder."))
    if day := given.get("wacht_tot"):
        found.append(_("Antwoord tot en met %(dag)s.") % {"dag": date_format(datetime.fromisoformat(day), "j F")})
    if "is_gevaar" in given:
        found.append(_("Het is gevaar.") if given["is_gevaar"] else _("Het is geen gevaar."))
    return [*found, *moved(given, names)]


def moved(given, names):
    for name, template in MOVED.items():
        if isinstance(given.get(name), list) and len(given[name]) == 2:
            yield template % {"naam": names.get((name, given[name][1])) or _("niemand")}
    if isinstance(given.get("beperkt"), list):
        yield _("Beperkt zichtbaar.") if given["beperkt"][1] else _("Weer open voor het team.")


def names_in(gebeurtenissen):
    """{(fact, id): name} of what was moved to."""
    wanted = {}
    for one in gebeurtenissen:
        for name in NAMED:
            pair = one.gegevens.get(name)
            if isinstance(pair, list) and len(pair) == 2 and pair[1] is not None:
                wanted.setdefault(name, set()).add(pair[1])
    return {
        (name, row.pk): str(row)
        for name, ids in wanted.items()
        for row in NAMED[name].objects.filter(pk__in=ids).order_by("pk")
    }


def changed_since(melding, last):
    """The Regels of what happened after the gebeurtenis with id `last`, oldest first."""
    lines = list(melding.gebeurtenissen.filter(pk__gt=last).in_order().select_related("door"))
    return history(melding, lines)
