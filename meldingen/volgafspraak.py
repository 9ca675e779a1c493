"""What the holder of a code sees of an appointment: its state in words, and what can be done now."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from agenten.spreekuren import local_date
from agenten.templatetags.hours import clock
from meldingen.afspraken import version_of
from meldingen.models import Afspraak, AfspraakStatus, Volgsessie, Wijze
from meldingen.volgsessies import hash_of
from meldingen.volgzinnen import day_of, moment_of, who

S = AfspraakStatus


@dataclass(frozen=True, slots=True)
class Afspraakpagina:
    """An appointment as who asked for it may see it. `wie`: a short public name, or the team's name, or ""."""

    sessie: bytes
    laatst_op: datetime
    concept: str
    afspraak: Afspraak
    wie: str
    now: datetime

    @property
    def is_voorbij(self):
        """Whether what was asked is erased (SAFETY S9)."""
        return self.afspraak.gewist_op is not None

    @property
    def is_open(self):
        return self.afspraak.status in S.opened() and not self.is_voorbij

    @property
    def kan_kiezen(self):
        """Whether there is a proposal to say yes to."""
        return self.is_open and self.afspraak.status == S.VOORGESTELD and self.afspraak.moment > self.now

    @property
    def kan_anders(self):
        return self.is_open and self.afspraak.status == S.VOORGESTELD

    @property
    def staat_vast(self):
        return self.is_open and self.afspraak.status == S.BEVESTIGD

    @property
    def versie(self):
        return version_of(self.afspraak)


def page_of(key, now):
    """The Afspraakpagina that belongs to the key of a cookie; None without one, or when that ended. One query."""
    if not key:
        return None
    alive = Volgsessie.objects.filter(pk=hash_of(key), laatst_op__gt=now - settings.FOLLOW_IDLE)
    sessie = (
        alive.filter(afspraak__isnull=False)
        .select_related("afspraak__buurt", "afspraak__basisteam", "afspraak__eigenaar__wijkagent")
        .first()
    )
    if sessie is None:
        return None
    return Afspraakpagina(
        bytes(sessie.pk), sessie.laatst_op, sessie.tekst, sessie.afspraak, name_of(sessie.afspraak), now
    )


def name_of(afspraak):
    """The short name of the officer who answers, else the name of the team."""
    officer = getattr(afspraak.eigenaar, "wijkagent", None) if afspraak.eigenaar_id else None
    if officer and officer.is_actief:
        return officer.korte_naam
    return afspraak.basisteam.naam if afspraak.basisteam_id else ""


def word_of(pagina):
    """The word of the state, as the page says it."""
    return {
        S.GEVRAAGD: _("Gevraagd"),
        S.VOORGESTELD: _("Een voorstel voor u"),
        S.BEVESTIGD: _("De afspraak staat vast"),
        S.GEWEEST: _("Geweest"),
        S.AFGEZEGD: _("Afgezegd"),
        S.VERLOPEN: _("Wij zijn te laat"),
    }[S(pagina.afspraak.status)]


def sentences_of(pagina):
    """What stands under the word of the state, each a sentence."""
    afspraak = pagina.afspraak
    if pagina.is_voorbij:
        return [_("We hebben uw gegevens gewist. U kunt de afspraak hier niet meer lezen.")]
    if afspraak.status == S.GEVRAAGD:
        return asked(pagina)
    if afspraak.status == S.VERLOPEN:
        return [_("Het basisteam ziet uw vraag ook."), _("Wilt u niet wachten? Bel 0900-8844.")]
    if afspraak.status == S.AFGEZEGD:
        return [_("De afspraak gaat niet door."), _("U kunt een nieuwe afspraak vragen.")]
    if afspraak.status == S.GEWEEST:
        return [_("Dit is afgerond op %(dag)s.") % {"dag": moment_of(afspraak.gewijzigd_op)}]
    if afspraak.status == S.VOORGESTELD and not pagina.kan_kiezen:
        return [_("De tijd van dit voorstel is voorbij."), _("Vraag een andere tijd, of bel 0900-8844.")]
    return [when_of(afspraak), where_of(pagina)]


def asked(pagina):
    afspraak, again = pagina.afspraak, bool(pagina.afspraak.antwoord)
    first = _("U vroeg een andere tijd.") if again else _("%(naam)s leest uw vraag.") % {"naam": who(pagina.wie)}
    if afspraak.antwoord_voor_datum < local_date(pagina.now):
        return [first, _("Wij zijn te laat. Het basisteam ziet uw vraag ook. Bel 0900-8844 als u niet wilt wachten.")]
    sentence = _("U hoort uiterlijk %(dag)s van ons. Kijk dan op deze pagina.")
    return [first, sentence % {"dag": day_of(afspraak.antwoord_voor_datum)}]


def when_of(afspraak):
    """“Dinsdag 24 november om 15.00 uur, ongeveer 20 minuten.”"""
    begin = timezone.localtime(afspraak.moment)
    words = {"dag": day_of(begin.date()), "tijd": clock(begin), "minuten": afspraak.minuten}
    sentence = _("%(dag)s om %(tijd)s uur, ongeveer %(minuten)s minuten.") % words
    return sentence[:1].upper() + sentence[1:]


def where_of(pagina):
    """Who does what there: “Samira belt u.” or “U spreekt Samira hier: Buurthuis De Linde.”"""
    afspraak = pagina.afspraak
    words = {"naam": pagina.wie or _("het basisteam"), "plek": afspraak.plek.rstrip(".")}
    if words["plek"]:
        return _("U spreekt %(naam)s hier: %(plek)s.") % words
    if afspraak.wijze == Wijze.NAMENS:
        return _("Wie voor u belt, spreekt %(naam)s.") % words
    if afspraak.wijze == Wijze.BELLEN:
        return _("%(naam)s belt u.") % {"naam": who(pagina.wie)}
    if afspraak.wijze == Wijze.SCHRIJVEN:
        return _("%(naam)s schrijft u.") % {"naam": who(pagina.wie)}
    return _("U spreekt %(naam)s.") % words
