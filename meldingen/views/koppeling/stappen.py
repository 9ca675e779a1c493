"""What the system of a partner does: each step is one call of verwijzingen/workflow.py, and happens once."""

from django.http import Http404
from ninja import Header

from meldingen.handelingen import Changed, NotAllowed
from meldingen.models import VerwijzingStatus
from meldingen.models.verwijzingen import VERWIJZING_TRANSITIONS
from meldingen.verwijzingen import workflow, zaak
from meldingen.verwijzingen.verzoeken import Antwoord, once
from meldingen.views.koppeling import vormen
from meldingen.views.koppeling.lezen import router, stand_of, visible
from meldingen.views.koppeling.problemen import as_answer, described, problem

V = VerwijzingStatus
CHANGED = "Iemand was u voor: de zaak is intussen anders. Lees de zaak opnieuw."
KEY = Header(alias="Idempotency-Key")
STEP = {"response": vormen.Stand, "by_alias": True}


def step(request, nummer, kenmerk, what, work, naar=None):
    """The answer to a request under its key: `work(verwijzing)` gives what to answer. `naar`: where a step leads."""
    vraag = f"{request.method} {request.path} {what.model_dump_json()}"

    def act():
        try:
            done = work(visible(request.auth, nummer))
        except NotAllowed as refused:
            status = status_of(request.auth, nummer, naar)
            return Antwoord(status, described(status, refused))
        except Changed:
            return Antwoord(409, described(409, CHANGED))
        return Antwoord(200, done.model_dump(mode="json", by_alias=True))

    return as_answer(once(request.auth, kenmerk, vraag, act))


def status_of(sleutel, nummer, naar):
    """409 when the state of the case does not allow it, 422 when something in the request does not."""
    found = zaak.find(sleutel, nummer)
    if found is None:
        raise Http404
    stands = naar in VERWIJZING_TRANSITIONS[V(found.status)] if naar else found.status in V.at_partner()
    return 422 if stands else 409


def take(request, nummer, kenmerk, what, function, naar):
    """A step of the workflow with the fields of what came in."""
    fields = what.model_dump()
    return step(
        request, nummer, kenmerk, what, lambda found: stand_of(function(found, by=request.auth, **fields)), naar
    )  # fmt: skip


@router.post("/verwijzingen/{nummer}/acceptatie", **STEP, url_name="partner_api_acceptatie")
def acceptatie(request, nummer: vormen.Nummer, vraag: vormen.Acceptatie, kenmerk: vormen.Kenmerk = KEY):
    """U neemt de zaak aan, met de dag waarop u denkt klaar te zijn. De bewoner leest die dag."""
    return take(request, nummer, kenmerk, vraag, workflow.accept, V.GEACCEPTEERD)


@router.post("/verwijzingen/{nummer}/weigering", **STEP, url_name="partner_api_weigering")
def weigering(request, nummer: vormen.Nummer, vraag: vormen.Weigering, kenmerk: vormen.Kenmerk = KEY):
    """U neemt de zaak niet aan. De wijkagent leest de reden."""
    return take(request, nummer, kenmerk, vraag, workflow.refuse, V.GEWEIGERD)


@router.post("/verwijzingen/{nummer}/teruggave", **STEP, url_name="partner_api_teruggave")
def teruggave(request, nummer: vormen.Nummer, vraag: vormen.Teruggave, kenmerk: vormen.Kenmerk = KEY):
    """U nam de zaak aan, en geeft die terug aan de wijkagent."""
    return take(request, nummer, kenmerk, vraag, workflow.give_back, V.TERUGGEGEVEN)


@router.post("/verwijzingen/{nummer}/afronding", **STEP, url_name="partner_api_afronding")
def afronding(request, nummer: vormen.Nummer, vraag: vormen.Afronding, kenmerk: vormen.Kenmerk = KEY):
    """De zaak is klaar."""
    return take(request, nummer, kenmerk, vraag, workflow.finish, V.GEREED)


@router.post(
    "/verwijzingen/{nummer}/berichten", response=vormen.Ontvangst, by_alias=True, url_name="partner_api_berichten"
)
def bericht(request, nummer: vormen.Nummer, vraag: vormen.NieuwBericht, kenmerk: vormen.Kenmerk = KEY):
    """Een bericht aan de wijkagent, of `gevaar`. Na het einde kan alleen `gevaar` nog."""

    def say(found):
        row = workflow.say(found, tekst=vraag.tekst, is_gevaar=vraag.gevaar, by=request.auth)
        return vormen.Ontvangst(nummer=nummer, op=row.op, gevaar=row.is_gevaar)

    return step(request, nummer, kenmerk, vraag, say)


@router.put("/verwijzingen/{nummer}/zaaknummer", **STEP, url_name="partner_api_zaaknummer")
def zaaknummer(request, nummer: vormen.Nummer, vraag: vormen.NieuwZaaknummer):
    """Uw eigen zaaknummer bij deze zaak. Opnieuw sturen kan altijd."""
    found = visible(request.auth, nummer)
    if found.zaaknummer == vraag.zaaknummer.strip():
        return stand_of(found)
    try:
        return stand_of(workflow.set_zaaknummer(found, zaaknummer=vraag.zaaknummer, by=request.auth))
    except NotAllowed as refused:
        return problem(status_of(request.auth, nummer, None), refused)
