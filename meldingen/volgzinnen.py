"""What the holder of a code reads: the state, what happened and what still happens, in words, from a Volgpagina."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agenten.spreekuren import local_date
from agenten.templatetags.hours import clock, worded_date
from meldingen.models import Afwijsreden, Boodschap, Gebeurtenis, Status, Uitkomst
from meldingen.werkdagen import add_working_days

B, G = Boodschap.Soort, Gebeurtenis.Soort
YEAR = 365


@dataclass(slots=True)
class Regel:
    """One item of the timeline. `boodschap` is what one of both wrote; `uitleg` is ours."""

    kop: str
    op: datetime | None = None
    uitleg: str = ""
    boodschap: str = ""
    is_van_melder: bool = False
    fotos: tuple = ()
    is_nu: bool = False
    is_straks: bool = False
    is_begin: bool = False

    @property
    def wanneer(self):
        return _("%(dag)s, %(tijd)s uur") % {"dag": capital(day_of(self.op.date())), "tijd": clock(self.op.time())}


def capital(text):
    return text[:1].upper() + text[1:]


def day_of(day):
    """“vrijdag 20 november”, with the year when it is another one."""
    form = "l j F" if abs((day - timezone.localdate()).days) < YEAR // 2 else "l j F Y"
    return worded_date(day, form, get_language())


def moment_of(moment):
    return day_of(moment.date())


def who(name):
    """Who did something, at the begin of a sentence."""
    return name or _("Het basisteam")


def heading(pagina):
    """“Uw melding over verkeer”; a subject that says “over” itself does not get a second one."""
    subject = pagina.categorie.publieke_naam
    subject = subject if subject[1:2].isupper() else subject[:1].lower() + subject[1:]
    about = _("over")
    return _("Uw melding over %(onderwerp)s") % {"onderwerp": subject.removeprefix(f"{about} ")}


# --- the state ------------------------------------------------------------------------------------------------------


def word_of(pagina):
    """One of the six words."""
    if pagina.melding.ingetrokken_op:
        return public_status(Status.INGETROKKEN)
    return public_status(pagina.leidend.status)


def public_status(status):
    return {
        Status.ONTVANGEN: _("Ontvangen"),
        Status.WACHT_OP_MELDER: _("Vraag aan u"),
        Status.AFGEHANDELD: _("Afgerond"),
        Status.AFGEWEZEN: _("Afgerond"),
        Status.INGETROKKEN: _("Ingetrokken"),
    }.get(status, _("In behandeling"))


def sentences_of(pagina):
    """What stands under the word of the state, each a sentence."""
    melding, lead = pagina.melding, pagina.leidend
    if melding.ingetrokken_op:
        return [
            _("U trok uw melding in op %(dag)s.") % {"dag": moment_of(melding.ingetrokken_op)},
            _("De politie kan soms toch verder gaan."),
        ]
    merged = [_("Meer mensen meldden dit.")] if melding.leidend else []
    if lead.status in (Status.AFGEHANDELD, Status.AFGEWEZEN):
        closed = [_("Afgerond op %(dag)s.") % {"dag": moment_of(lead.afgesloten_op)}] if lead.afgesloten_op else []
        return [*merged, *closed, reason_of(lead)]
    return [*merged, *doing(pagina, lead), *promise(pagina, lead)]


def doing(pagina, lead):
    name = {"naam": who(pagina.eigenaar)}
    if lead.status == Status.IN_BEHANDELING:
        return [_("%(naam)s is ermee bezig.") % name]
    if lead.status == Status.HEROPENVERZOEK:
        return [_("Een ander dan wie het afrondde, bekijkt uw verzoek.")]
    if lead.status == Status.WACHT_OP_MELDER and not pagina.melding.leidend:
        return [_("%(naam)s stelde u een vraag.") % name]
    return []


def promise(pagina, lead):
    """By when the sender hears more; honest when that day is past."""
    if lead.status == Status.WACHT_OP_MELDER and not pagina.melding.leidend:
        words = {"dag": day_of(lead.wacht_tot_datum)}
        return [_("Geef antwoord tot en met %(dag)s. Daarna gaan we verder met wat we weten.") % words]
    today = local_date(pagina.now)
    words = {"dag": day_of(next_promise(lead.beloofd_datum, today))}
    more = _("U hoort uiterlijk %(dag)s meer.") % words
    if lead.beloofd_datum < today:
        return [_("Wij zijn te laat. Het basisteam ziet dit ook."), more]
    return [more]


def next_promise(promised, today):
    """The promised date, or when that is past the first one after it that is not, in steps of LATE_WORKING_DAYS."""
    if promised.year < today.year - 1:
        promised = today  # too long ago to count the steps
    while promised < today:
        promised = add_working_days(promised, settings.LATE_WORKING_DAYS)
    return promised


def reason_of(melding):
    """Why it was closed, in words."""
    if melding.status == Status.AFGEWEZEN:
        return rejections().get(melding.afwijsreden) or _("We behandelen uw melding niet.")
    return outcomes().get(melding.uitkomst, "")


def outcomes():
    return {
        Uitkomst.OPGELOST: _("Het is opgelost."),
        Uitkomst.AANGESPROKEN: _("We hebben met iemand gesproken."),
        Uitkomst.TOEZICHT: _("We zijn gaan kijken."),
        Uitkomst.INFORMATIE_GEBRUIKT: _("We gebruiken uw informatie. Meer mogen we er niet over zeggen."),
        Uitkomst.OVERGEDRAGEN: _("We hebben het doorgegeven aan een ander."),
        Uitkomst.ADVIES: _("We hebben u advies gegeven."),
        Uitkomst.GEEN_ACTIE: _("We konden er niets mee doen."),
        Uitkomst.NIET_VOOR_POLITIE: _("Dit is geen werk voor de politie."),
        Uitkomst.ONVOLDOENDE_INFORMATIE: _("We wisten te weinig om iets te doen."),
    }


def rejections():
    return {
        Afwijsreden.DUBBEL: _("Deze melding hadden we al."),
        Afwijsreden.NIET_VOOR_ONS: _("Dit is geen werk voor de politie."),
        Afwijsreden.ONBEGRIJPELIJK: _("We begrepen uw melding niet."),
    }


def readable_for(pagina):
    """What somebody reads who comes back after the term."""
    days = pagina.dagen
    if days % YEAR == 0:
        years = days // YEAR
        sentence = ngettext(
            "Na %(n)s jaar kunt u uw melding hier niet meer lezen.",
            "Na %(n)s jaar kunt u uw melding hier niet meer lezen.",
            years,
        )
        return sentence % {"n": years}
    sentence = ngettext(
        "Na %(n)s dag kunt u uw melding hier niet meer lezen.",
        "Na %(n)s dagen kunt u uw melding hier niet meer lezen.",
        days,
    )
    return sentence % {"n": days}


# --- the timeline ---------------------------------------------------------------------------------------------------


def timeline(pagina):
    """Everything that happened, oldest first, and at the end what still happens."""
    melding = pagina.melding
    first = Regel(_("U stuurde uw melding"), melding.ontvangen_op, fotos=tuple(pagina.fotos), is_begin=True)
    items = [step_item(one) for one in shown_steps(pagina)]
    items += [message_item(one, pagina) for one in pagina.berichten]
    items += [diary_item(one) for one in pagina.keren]
    if melding.geopend_op:
        items.append(Regel(_("De politie las uw melding"), melding.geopend_op))
    items.sort(key=lambda item: item.op)
    items = [first, *items]
    for item in items:
        item.op = timezone.localtime(item.op)
    last = still_to_do(pagina)
    items[-1].is_nu = True
    return [*items, last] if last else items


def shown_steps(pagina):
    """Steps that no message tells already."""
    told = {one.op for one in pagina.berichten if one.soort == B.AFSLUITING}
    return [one for one in pagina.stappen if one.soort != G.AFGEWEZEN or one.op not in told]


def step_item(step):
    name = {"naam": who(step.door)}
    words = {
        G.OPGEPAKT: _("%(naam)s ging aan de slag met uw melding") % name,
        G.AFGEWEZEN: _("%(naam)s rondde uw melding af") % name,
        G.HEROPEND: _("%(naam)s opende uw melding weer") % name,
        G.SAMENGEVOEGD: _("Meer mensen meldden dit"),
        G.INGETROKKEN: _("U trok uw melding in"),
        G.TOESTEMMING: _("U veranderde wat wij mogen"),
    }
    item = Regel(words[step.soort], step.op)
    if step.soort == G.SAMENGEVOEGD:
        item.uitleg = _("We behandelen de meldingen samen. U houdt uw eigen code en krijgt zelf antwoord.")
    return item


def message_item(message, pagina):
    name = {"naam": who(message.door)}
    words = {
        (B.VRAAG, False): _("%(naam)s vroeg u iets") % name,
        (B.ANTWOORD, True): _("U gaf antwoord"),
        (B.BERICHT, True): _("U stuurde een bericht"),
        (B.AFSLUITING, False): _("%(naam)s rondde uw melding af") % name,
        (B.HEROPENING, True): _("U vroeg ons om verder te gaan"),
    }
    head = words.get((message.soort, message.is_van_melder)) or _("%(naam)s schreef u") % name
    item = Regel(head, message.op, boodschap=message.tekst, is_van_melder=message.is_van_melder)
    item.fotos = tuple(message.fotos)
    if message.soort == B.AFSLUITING and message is pagina.berichten[-1]:
        item.uitleg = reason_of(pagina.leidend)
    return item


def diary_item(times):
    return Regel(
        _("U schreef op dat het weer gebeurde"),
        times.op,
        uitleg=when_it_was(times),
        boodschap=times.tekst,
        is_van_melder=True,
    )


def when_it_was(times):
    words = {"dag": day_of(date.fromisoformat(times.datum))}
    sentence = _("Het was op %(dag)s.") % words
    if times.tijd:
        words["tijd"] = clock(time.fromisoformat(times.tijd))
        sentence = _("Het was op %(dag)s om %(tijd)s uur.") % words
    if times.minuten is None:
        return sentence
    lasted = ngettext("Het duurde %(n)s minuut.", "Het duurde %(n)s minuten.", times.minuten) % {"n": times.minuten}
    return f"{sentence} {lasted}"


def still_to_do(pagina):
    """The last item of the timeline, or None when nothing happens any more."""
    if pagina.melding.ingetrokken_op or not pagina.leidend.is_open:
        return None
    name = {"naam": who(pagina.eigenaar)}
    words = {
        Status.ONTVANGEN: (_("Nog te doen: lezen"), _("%(naam)s leest uw melding.") % name),
        Status.WACHT_OP_MELDER: (_("Nog te doen: antwoord geven"), _("%(naam)s wacht op uw antwoord.") % name),
        Status.HEROPENVERZOEK: (_("Nog te doen: opnieuw kijken"), _("Een ander bekijkt uw verzoek.")),
    }
    if pagina.melding.leidend:
        words.pop(Status.WACHT_OP_MELDER)
    default = (_("Nog te doen: afronden"), _("%(naam)s laat u weten wat er is gedaan.") % name)
    head, more = words.get(pagina.leidend.status, default)
    return Regel(head, uitleg=more, is_straks=True)
