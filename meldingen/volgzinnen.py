"""What the holder of a code reads: the state, what happened and what still happens, in words, from a Volgpagina."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from agenten.spreekuren import local_date
from agenten.templatetags.hours import clock, listed, worded_date
from meldingen.models import Afwijsreden, Boodschap, Gebeurtenis, Status, Toestemming, Uitkomst, VerwijzingStatus
from meldingen.statussen import Woord
from meldingen.werkdagen import add_working_days

B, G = Boodschap.Soort, Gebeurtenis.Soort
YEAR = 365

# Looked up for each page and translated only when chosen.
OUTCOMES = {
    Uitkomst.OPGELOST: gettext_lazy("Het is opgelost."),
    Uitkomst.AANGESPROKEN: gettext_lazy("We hebben met iemand gesproken."),
    Uitkomst.TOEZICHT: gettext_lazy("We zijn gaan kijken."),
    Uitkomst.INFORMATIE_GEBRUIKT: gettext_lazy("We gebruiken uw informatie. Meer mogen we er niet over zeggen."),
    Uitkomst.OVERGEDRAGEN: gettext_lazy("We hebben het doorgegeven aan een ander."),
    Uitkomst.ADVIES: gettext_lazy("We hebben u advies gegeven."),
    Uitkomst.GEEN_ACTIE: gettext_lazy("We konden er niets mee doen."),
    Uitkomst.NIET_VOOR_POLITIE: gettext_lazy("Dit is geen werk voor de politie."),
    Uitkomst.ONVOLDOENDE_INFORMATIE: gettext_lazy("We wisten te weinig om iets te doen."),
}
NOT_TREATED = gettext_lazy("We behandelen uw melding niet.")
REJECTIONS = {
    Afwijsreden.DUBBEL: gettext_lazy("Deze melding hadden we al."),
    Afwijsreden.NIET_VOOR_ONS: gettext_lazy("Dit is geen werk voor de politie."),
    Afwijsreden.ONBEGRIJPELIJK: gettext_lazy("We begrepen uw melding niet."),
}
STEPS = {
    G.OPGEPAKT: gettext_lazy("%(naam)s ging aan de slag met uw melding"),
    G.AFGEWEZEN: gettext_lazy("%(naam)s rondde uw melding af"),
    G.HEROPEND: gettext_lazy("%(naam)s opende uw melding weer"),
    G.SAMENGEVOEGD: gettext_lazy("Meer mensen meldden dit"),
    G.INGETROKKEN: gettext_lazy("U trok uw melding in"),
    G.TOESTEMMING: gettext_lazy("U veranderde wat wij mogen"),
}
TO_SENDER = gettext_lazy("%(naam)s schreef u")
MESSAGES = {
    (B.VRAAG, False): gettext_lazy("%(naam)s vroeg u iets"),
    (B.ANTWOORD, True): gettext_lazy("U gaf antwoord"),
    (B.BERICHT, True): gettext_lazy("U stuurde een bericht"),
    (B.AFSLUITING, False): gettext_lazy("%(naam)s rondde uw melding af"),
    (B.HEROPENING, True): gettext_lazy("U vroeg ons om verder te gaan"),
}
FINISH = (gettext_lazy("Nog te doen: afronden"), gettext_lazy("%(naam)s laat u weten wat er is gedaan."))
STILL_TO_DO = {
    Woord.ONTVANGEN: (gettext_lazy("Nog te doen: lezen"), gettext_lazy("%(naam)s leest uw melding.")),
    Woord.VRAAG: (
        gettext_lazy("Nog te doen: antwoord geven"),
        gettext_lazy("%(naam)s wacht op uw antwoord."),
    ),
}
WITH_PARTNERS = (
    gettext_lazy("Nog te doen: antwoord van %(partners)s"),
    gettext_lazy("%(naam)s laat u daarna weten wat er is gedaan."),
)
AGAIN = (gettext_lazy("Nog te doen: opnieuw kijken"), gettext_lazy("Een ander bekijkt uw verzoek."))


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
        return _("%(dag)s, %(tijd)s uur") % {"dag": capital(day_of(self.op.date())), "tijd": clock(self.op)}


def capital(text):
    return text[:1].upper() + text[1:]


def day_of(day):
    """“vrijdag 20 november”, with the year when it is another one."""
    form = "l j F" if abs((day - timezone.localdate()).days) < YEAR // 2 else "l j F Y"
    return worded_date(day, form, get_language())


def moment_of(moment):
    return day_of(timezone.localtime(moment).date())


def who(name):
    """Who did something, at the begin of a sentence."""
    return name or _("Het basisteam")


def reader(pagina):
    """Who works on it. What is restricted and has no officer is for chief and deputy, not for the team (PRODUCT §4)."""
    return pagina.eigenaar or (_("De leiding van het basisteam") if pagina.is_beperkt else who(None))


def heading(pagina):
    """“Uw melding over verkeer”; a subject that says “over” itself does not get a second one."""
    subject = pagina.categorie.publieke_naam
    subject = subject if subject[1:2].isupper() else subject[:1].lower() + subject[1:]
    about = _("over")
    return _("Uw melding over %(onderwerp)s") % {"onderwerp": subject.removeprefix(f"{about} ")}


# --- the state ------------------------------------------------------------------------------------------------------


def sentences_of(pagina):
    """What stands under the word of the state, each a sentence."""
    melding, lead = pagina.melding, pagina.leidend
    if melding.ingetrokken_op:
        return [
            _("U trok uw melding in op %(dag)s.") % {"dag": moment_of(melding.ingetrokken_op)},
            _("De politie kan soms toch verder gaan."),
        ]
    merged = [_("Meer mensen meldden dit.")] if melding.leidend else []
    if pagina.woord == Woord.AFGEROND:
        return [*merged, _("Afgerond op %(dag)s.") % {"dag": moment_of(lead.afgesloten_op)}, reason_of(lead)]
    return [*merged, *doing(pagina), *promise(pagina)]


def doing(pagina):
    name = {"naam": reader(pagina)}
    if pagina.leidend.status == Status.HEROPENVERZOEK:
        return [_("Een ander dan wie het afrondde, bekijkt uw verzoek.")]
    if pagina.woord == Woord.IN_BEHANDELING:
        return [_("%(naam)s is ermee bezig.") % name]
    if pagina.woord == Woord.VRAAG:
        return [_("%(naam)s stelde u een vraag.") % name]
    return [sentence for one in pagina.bij_partners for sentence in at_partner(one)]


def at_partner(one):
    """What a partner does with it, in general and now, and where to reach it."""
    words = {"partner": one.naam, "telefoon": one.telefoon.replace(" ", "\u00a0")}
    if one.geaccepteerd_op:
        words["dag"] = day_of(one.verwacht_datum)
        doing = _("%(partner)s pakt het op. Verwacht klaar op %(dag)s.") % words
    else:
        doing = _("%(partner)s bekijkt uw melding.") % words
    phone = _("Telefoon van %(partner)s: %(telefoon)s.") % words
    return [sentence for sentence in (doing, one.publieke_uitleg, phone) if sentence]


def promise(pagina):
    """By when the sender hears more; honest when that day is past."""
    if pagina.woord == Woord.VRAAG:
        words = {"dag": day_of(pagina.melding.wacht_tot_datum)}
        return [_("Geef antwoord tot en met %(dag)s. Daarna gaan we verder met wat we weten.") % words]
    promised, today = pagina.leidend.beloofd_datum, local_date(pagina.now)
    more = _("U hoort uiterlijk %(dag)s meer.") % {"dag": day_of(next_promise(promised, today))}
    return [_("Wij zijn te laat. Het basisteam ziet dit ook."), more] if promised < today else [more]


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
        return str(REJECTIONS.get(melding.afwijsreden, NOT_TREATED))
    return str(OUTCOMES.get(melding.uitkomst, ""))


def ended_sentences(pagina):
    """What somebody reads who comes back after the term for reading."""
    return [too_late_to_read(pagina.dagen), _("Hoe lang de politie haar bewaart, staat bij Privacy.")]


def too_late_to_read(days):
    if days % YEAR:
        sentence = ngettext(
            "Na %(n)s dag kunt u uw melding hier niet meer lezen.",
            "Na %(n)s dagen kunt u uw melding hier niet meer lezen.",
            days,
        )
        return sentence % {"n": days}
    sentence = ngettext(
        "Na %(n)s jaar kunt u uw melding hier niet meer lezen.",
        "Na %(n)s jaren kunt u uw melding hier niet meer lezen.",
        days // YEAR,
    )
    return sentence % {"n": days // YEAR}


# --- the timeline ---------------------------------------------------------------------------------------------------


def timeline(pagina):
    """Everything that happened, oldest first, and at the end what still happens."""
    melding = pagina.melding
    first = Regel(
        _("U stuurde uw melding"), timezone.localtime(melding.ontvangen_op), fotos=tuple(pagina.fotos), is_begin=True
    )
    items = [step_item(one) for one in shown_steps(pagina)]
    items += [message_item(one, pagina) for one in pagina.berichten]
    items += [diary_item(one) for one in pagina.keren]
    items += [item for one in pagina.doorgegeven for item in partner_items(one, melding)]
    if melding.geopend_op:
        items.append(Regel(_("De politie las uw melding"), timezone.localtime(melding.geopend_op)))
    items = [first, *sorted(items, key=lambda item: item.op)]
    last = still_to_do(pagina)
    items[-1].is_nu = True
    return [*items, last] if last else items


def shown_steps(pagina):
    """Steps that no message tells already."""
    told = {one.op for one in pagina.berichten if one.soort == B.AFSLUITING}
    return [one for one in pagina.stappen if one.soort != G.AFGEWEZEN or one.op not in told]


def step_item(step):
    item = Regel(STEPS[step.soort] % {"naam": who(step.door)}, step.op)
    if step.soort == G.SAMENGEVOEGD:
        item.uitleg = _("We behandelen de meldingen samen. U houdt uw eigen code en krijgt zelf antwoord.")
    return item


def message_item(message, pagina):
    head = MESSAGES.get((message.soort, message.is_van_melder), TO_SENDER) % {"naam": who(message.door)}
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


def partner_items(one, melding):
    """What is told of one time that it went to a partner: never why it came back."""
    words = {"partner": one.naam}
    items = [Regel(_("Uw melding ging naar %(partner)s") % words, one.verzonden_op, uitleg=one.publieke_uitleg)]
    if one.geaccepteerd_op:
        when = _("Verwacht klaar op %(dag)s.") % {"dag": day_of(one.verwacht_datum)}
        items.append(Regel(_("Bij %(partner)s: zij pakt het op") % words, one.geaccepteerd_op, uitleg=when))
    if one.status == VerwijzingStatus.GEREED:
        is_told = one.getoond_op == one.geeindigd_op
        items.append(
            Regel(_("%(partner)s is klaar") % words, one.geeindigd_op, boodschap=one.slotzin if is_told else "")
        )
        if one.getoond_op and not is_told:
            items.append(Regel(_("%(partner)s schreef u") % words, one.getoond_op, boodschap=one.slotzin))
    elif one.geeindigd_op and not melding.ingetrokken_op:
        back = _("De wijkagent kijkt wat er nu kan.")
        items.append(Regel(_("Uw melding komt terug van %(partner)s") % words, one.geeindigd_op, uitleg=back))
    return items


def still_to_do(pagina):
    """The last item of the timeline, or None when nothing happens any more."""
    if pagina.woord in (Woord.AFGEROND, Woord.INGETROKKEN):
        return None
    is_again = pagina.leidend.status == Status.HEROPENVERZOEK
    partners = listed([one.naam for one in pagina.bij_partners])
    otherwise = WITH_PARTNERS if partners else STILL_TO_DO.get(pagina.woord, FINISH)
    head, more = AGAIN if is_again else otherwise
    return Regel(head % {"partners": partners}, uitleg=more % {"naam": reader(pagina)}, is_straks=True)


# --- consent --------------------------------------------------------------------------------------------------------


def questions(pagina):
    """For each partner that may be allowed to read the contact data: (what it wants, [sentence, …])."""
    return [(wish(one, pagina), [asked_data(pagina), given_answer(one)]) for one in pagina.te_vragen]


def wish(one, pagina):
    has_phone, has_email = "telefoon" in pagina.gegevens, "email" in pagina.gegevens
    words = {"partner": one.naam}
    if has_phone and has_email:
        return _("%(partner)s wil u kunnen bellen of mailen") % words
    if has_phone:
        return _("%(partner)s wil u kunnen bellen") % words
    if has_email:
        return _("%(partner)s wil u kunnen mailen") % words
    return _("%(partner)s wil weten wie u bent") % words


def asked_data(pagina):
    names = {"naam": _("naam"), "telefoon": _("telefoonnummer"), "email": _("e-mailadres")}
    return _("Mag zij uw %(gegevens)s zien?") % {"gegevens": listed(names[one] for one in pagina.gegevens)}


def given_answer(one):
    if one.toestemming == Toestemming.GEGEVEN:
        return _("U zei ja. U kunt dat altijd veranderen.")
    if one.toestemming == Toestemming.GEWEIGERD:
        return _("U zei nee. U kunt dat altijd veranderen.")
    return _("U gaf nog geen antwoord. Zolang is het nee.")
