"""Filing a verwijzing in the partner's own system: planned, tried until it is there, or given up for a person to see.

0 lost: what is not there waits in the queue, or stands in the admin as given up. 0 double: a try begins only when
nobody else is at it (the row is taken until `volgende_op`), and after a try of which the end is not known the partner's
system is asked first whether it has our number. Where it cannot say so, a person decides.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import SYSTEEM
from meldingen.models import Aflevering, Koppeling, Partnerinzage, Verwijzing
from meldingen.verwijzingen import verbinding, zaak, zaakbericht
from meldingen.verwijzingen.stap import STEP, log_step
from meldingen.wachtrij import put

STAAT, SIGHT = Aflevering.Staat, Partnerinzage.Wat
WAITS = (60, 300, 900, 3_600, 10_800, 21_600, 43_200)  # seconds after each try
MOST_TRIES = len(WAITS) + 1  # in about a day
LONGEST_WAIT = 86_400  # however long a partner asks us to wait
LEASE = timedelta(minutes=2)  # much longer than asking and sending may take together

UNVERIFIABLE = "niet-na-te-gaan"
FOUTEN = {
    "geen-host": _("het adres mag niet (meer)"),
    "geen-naam": _("de naam van de server is niet te vinden"),
    "geen-openbaar-adres": _("de naam wijst naar een adres dat niet openbaar is"),
    "geen-verbinding": _("geen verbinding"),
    "geen-tls": _("geen veilige verbinding"),
    "te-laat": _("geen antwoord op tijd"),
    "verbroken": _("de verbinding brak af"),
    "te-groot": _("het antwoord was te groot"),
    "onleesbaar": _("het antwoord was niet te lezen"),
    "doorverwezen": _("het adres verwijst door"),
    "geen-categorie": _("deze categorie heeft daar geen naam"),
    "koppeling-uit": _("de koppeling staat uit"),
    "onderbroken": _("de poging werd afgebroken"),
    UNVERIFIABLE: _("misschien al aangekomen: kijk eerst bij de partner"),
}


@dataclass(frozen=True, slots=True)
class Uitslag:
    """How a try ended: with the number there, or a code of what went wrong.

    `is_onzeker`: it may be there nevertheless. `is_final`: trying again is of no use. `wait`: seconds that were asked.
    """

    nummer: str = ""
    fout: str = ""
    is_onzeker: bool = False
    is_final: bool = False
    wait: int = 0


@dataclass
class Poging:
    """A try that this process alone makes. `had_doubt`: one before it may have arrived."""

    aflevering: Aflevering
    verwijzing: Verwijzing
    zaak: zaak.Zaak
    had_doubt: bool

    @property
    def koppeling(self):
        return self.aflevering.koppeling


@transaction.atomic
def plan(verwijzing_id, now=None):
    """File a verwijzing that was sent, when its partner has a link. Gives its Aflevering, or None."""
    verwijzing = Verwijzing.objects.at_partner().filter(pk=verwijzing_id).first()
    if verwijzing is None:
        return None
    koppeling = Koppeling.objects.filter(partner=verwijzing.partner_id, is_actief=True).first()
    if koppeling is None:
        return None
    begin = {"koppeling": koppeling, "volgende_op": now or timezone.now()}
    aflevering, is_new = Aflevering.objects.get_or_create(pk=verwijzing.pk, defaults=begin)
    if is_new:
        put("deliver_referral", verwijzing_id=verwijzing.pk)
    return aflevering


def deliver(verwijzing_id, now=None):
    """One try, when it is time for it and nobody else is at it."""
    poging = claim(verwijzing_id, now or timezone.now())
    if poging:
        settle(poging, attempt(poging), now or timezone.now())


@transaction.atomic
def claim(verwijzing_id, now):
    """Take the row for one try; None when there is nothing to do now. What is too early comes back in time."""
    waiting = Aflevering.objects.select_for_update(of=("self",)).select_related("koppeling")
    aflevering = waiting.filter(pk=verwijzing_id, staat=STAAT.WACHT).first()
    if aflevering is None:
        return None
    if aflevering.volgende_op and aflevering.volgende_op > now:
        put("deliver_referral", at=aflevering.volgende_op, verwijzing_id=verwijzing_id)
        return None
    if not aflevering.koppeling.is_actief or aflevering.pogingen >= MOST_TRIES:
        fout = "onderbroken" if aflevering.koppeling.is_actief else "koppeling-uit"
        return end(aflevering, STAAT.OPGEGEVEN, fout=fout)
    seen = Verwijzing.objects.visible_to(aflevering.koppeling, now).at_partner()
    verwijzing = zaak.with_shared(seen).filter(pk=verwijzing_id).first()
    if verwijzing is None:
        return end(aflevering, STAAT.VERVALLEN)
    poging = Poging(aflevering, verwijzing, zaak.shared(verwijzing, fotos=[]), aflevering.is_onzeker)
    # Written before anything is sent: who is killed on the way leaves the doubt behind.
    aflevering.is_onzeker = True
    aflevering.pogingen += 1
    aflevering.volgende_op = now + LEASE
    aflevering.save()
    return poging


def end(aflevering, staat, **fields):
    """Nothing more happens by itself."""
    aflevering.staat, aflevering.volgende_op = staat, None
    for name, value in fields.items():
        setattr(aflevering, name, value)
    aflevering.save()


# --- one try ----------------------------------------------------------------------------------------------------------


def attempt(poging):
    """Ask whether it is there if that is in doubt, and send it if it is not. Gives the Uitslag."""
    code = poging.verwijzing.categorie_id
    try:
        if poging.had_doubt and (known := ask(poging, code)):
            return known
        midden = zaakbericht.middle_of(poging.verwijzing.melding.buurt_id)
        vraag = zaakbericht.to_file(poging.zaak, poging.koppeling, code=code, midden=midden)
    except zaakbericht.NotTranslated:
        return Uitslag(fout="geen-categorie", is_final=True)
    answer = tell(vraag)
    if isinstance(answer, Uitslag):
        return answer
    if not is_success(answer.status):
        return refusal(answer)
    try:
        return Uitslag(nummer=zaakbericht.number_in(poging.koppeling, answer.body))
    except zaakbericht.Unreadable:
        return Uitslag(fout="onleesbaar", is_onzeker=True)


def ask(poging, code):
    """The Uitslag when it is there, or when nobody can tell now; None when it is not there."""
    answer = tell(zaakbericht.to_find(poging.zaak, poging.koppeling, code=code))
    if isinstance(answer, Uitslag):
        return replace(answer, is_onzeker=True)
    if not is_success(answer.status):
        known = refusal(answer)
        return replace(known, fout=UNVERIFIABLE if known.is_final else known.fout, is_onzeker=True)
    try:
        nummer = zaakbericht.number_found(poging.koppeling, answer.body, poging.zaak.nummer)
    except zaakbericht.Unreadable:
        return Uitslag(fout="onleesbaar", is_onzeker=True)
    return Uitslag(nummer=nummer) if nummer else None


def tell(vraag):
    """The Antwoord to a Vraag, or the Uitslag when there is none."""
    try:
        return verbinding.fetch(vraag.method, vraag.adres, body=vraag.body, headers=vraag.headers)
    except verbinding.Refused:
        return Uitslag(fout="geen-host", is_final=True)
    except verbinding.NoAnswer as problem:
        return Uitslag(fout=problem.code, is_onzeker=problem.is_sent)


def is_success(status):
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def refusal(answer):
    """What an answer without success means: later, perhaps, or never."""
    fout = f"http-{answer.status}"
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uitslag(fout=fout, is_onzeker=True, wait=asked_wait(answer.retry_after))
    if answer.status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS):
        return Uitslag(fout=fout, wait=asked_wait(answer.retry_after))
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST
    return Uitslag(fout="doorverwezen" if is_redirect else fout, is_final=True)


def asked_wait(retry_after):
    """Seconds of a Retry-After header: a number or a date (RFC 9110 § 10.2.3); 0 when it says neither."""
    seconds = 0
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 8:
        seconds = int(retry_after)
    else:
        with suppress(ValueError, TypeError):
            seconds = int((parsedate_to_datetime(retry_after) - timezone.now()).total_seconds())
    return max(0, min(seconds, LONGEST_WAIT))


# --- what follows -----------------------------------------------------------------------------------------------------


@transaction.atomic
def settle(poging, uitslag, now):
    """Write down how a try ended: done, again later, or given up."""
    aflevering = Aflevering.objects.select_for_update().get(pk=poging.aflevering.pk)
    is_ours = aflevering.pogingen == poging.aflevering.pogingen
    if aflevering.staat != STAAT.WACHT or not (is_ours or uitslag.nummer):
        return
    if uitslag.nummer or uitslag.is_onzeker:
        log_sight(poging, now)
    if uitslag.nummer:
        end(aflevering, STAAT.GELUKT, gelukt_op=now, extern_nummer=uitslag.nummer, fout="", is_onzeker=False)
        verwijzing = poging.verwijzing
        log_step(verwijzing, STEP.AFGELEVERD, SYSTEEM, now, van_status=verwijzing.status)
        return
    doubt = {"fout": uitslag.fout, "is_onzeker": uitslag.is_onzeker}
    if uitslag.is_final or aflevering.pogingen >= MOST_TRIES:
        end(aflevering, STAAT.OPGEGEVEN, **doubt)
        return
    wait = max(WAITS[aflevering.pogingen - 1], uitslag.wait)
    Aflevering.objects.filter(pk=aflevering.pk).update(volgende_op=now + timedelta(seconds=wait), **doubt)
    put("deliver_referral", at=now + timedelta(seconds=wait), verwijzing_id=aflevering.pk)


def log_sight(poging, now):
    """From the first time that the partner's system may have got it, the partner can read it: once in the read log."""
    kinds = {SIGHT.KOPPELING} | ({SIGHT.MELDER} if poging.zaak.melder else set())
    known = Partnerinzage.objects.filter(verwijzing=poging.verwijzing, door=None, sleutel=None)
    kinds -= set(known.order_by("pk").values_list("wat", flat=True))
    for kind in sorted(kinds):
        Partnerinzage(verwijzing=poging.verwijzing, wat=kind, op=now).save(force_insert=True)


@transaction.atomic
def send_again(aflevering, now=None):
    """Start a given up one anew, with all its patience; False when it no longer is.

    After UNVERIFIABLE it is sent without asking: a person has looked.
    """
    given_up = Aflevering.objects.select_for_update().filter(pk=aflevering.pk, staat=STAAT.OPGEGEVEN).first()
    if given_up is None:
        return False
    given_up.is_onzeker = given_up.is_onzeker and given_up.fout != UNVERIFIABLE
    given_up.staat, given_up.pogingen, given_up.volgende_op = STAAT.WACHT, 0, now or timezone.now()
    given_up.save()
    put("deliver_referral", verwijzing_id=given_up.pk)
    return True


def sentence_of(verwijzing):
    """For the dossier: where the filing stands, or "" without a link. Load the verwijzing with its `aflevering`."""
    aflevering = getattr(verwijzing, "aflevering", None)
    if aflevering is None:
        return ""
    if aflevering.staat == STAAT.GELUKT:
        return _("Staat in het systeem van de partner, nummer %(nummer)s.") % {"nummer": aflevering.extern_nummer}
    if aflevering.staat == STAAT.VERVALLEN:
        return (
            _("Misschien toch aangekomen in het systeem van de partner. Bel de partner.")
            if aflevering.is_onzeker
            else _("Niet verstuurd naar het systeem van de partner.")
        )
    if aflevering.staat == STAAT.OPGEGEVEN:
        return _("Versturen naar het systeem van de partner lukt niet. De beheerder kijkt ernaar.")
    return _("Wordt verstuurd naar het systeem van de partner.")


def reason_of(fout):
    """A code of `fout` in words for staff."""
    if fout.startswith("http-"):
        return _("het systeem antwoordde met %(status)s") % {"status": fout.removeprefix("http-")}
    return FOUTEN.get(fout, fout)
