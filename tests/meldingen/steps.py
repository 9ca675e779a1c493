"""Every step of a melding as data: who takes it, from which states, where it goes; and a melding in each state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from meldingen import workflow
from meldingen.models import Melding, Status
from meldingen.workflow import MELDER, SYSTEEM
from tests.meldingen.makers import NOW, make_melding

S = Status
OPEN = [S.ONTVANGEN, S.IN_BEHANDELING, S.WACHT_OP_MELDER, S.HEROPENVERZOEK]
ALL = [state for state in S if state != S.VERWEZEN]
WORDS = "WOORDEN"


@dataclass
class Step:
    """`take(world, melding, by, now, **more)`; `goal` None: the state stays. `is_both`: officer and resident."""

    take: Callable
    event: str
    starts: list
    goal: str | None = None
    by: object = "chief"
    is_both: bool = False
    more: dict = field(default_factory=dict)

    @property
    def is_officers(self):
        return self.by == "chief"

    def actor(self, world):
        return world.users[self.by] if self.is_officers else self.by


def step(function, **values):
    def take(world, melding, by, now, **more):
        return function(melding, by=by, now=now, **values, **more)

    return take


def merge(world, melding, by, now, **more):
    return workflow.merge(melding, into=make_lead(world, melding), by=by, now=now, **more)


def make_lead(world, melding):
    lead = make_melding(world, gevaar="ja" if melding.is_beperkt else "", verhaal="De leidende.")
    Melding.objects.filter(pk=lead.pk).update(beoordeeld_op=NOW)
    return lead


def hand_over(world, melding, by, now, **more):
    helper = world.users["stand_in"]
    return workflow.hand_over(melding, tekst=WORDS, voor_datum=date(2026, 12, 1), aan=helper, by=by, now=now, **more)


def expire(world, melding, by, now, **more):
    return workflow.expire(melding, by=by, now=now.replace(year=2027), **more)


STEPS = {
    "take_on": Step(step(workflow.take_on), "opgepakt", [S.ONTVANGEN, S.WACHT_OP_MELDER], S.IN_BEHANDELING),
    "ask": Step(step(workflow.ask, tekst=WORDS), "gevraagd", [S.ONTVANGEN, S.IN_BEHANDELING], S.WACHT_OP_MELDER),
    "close": Step(
        step(workflow.close, uitkomst="opgelost", tekst=WORDS), "afgehandeld", OPEN, S.AFGEHANDELD
    ),
    "reject": Step(
        step(workflow.reject, reden="misbruik", tekst=WORDS),
        "afgewezen", [S.ONTVANGEN, S.IN_BEHANDELING], S.AFGEWEZEN,
    ),
    "reopen": Step(
        step(workflow.reopen, reden=WORDS), "heropend", [S.AFGEHANDELD, S.AFGEWEZEN, S.HEROPENVERZOEK], S.IN_BEHANDELING
    ),
    "merge": Step(merge, "samengevoegd", [S.ONTVANGEN, S.IN_BEHANDELING], S.SAMENGEVOEGD),
    "move": Step(step(workflow.move, reden=WORDS), "verplaatst", OPEN),
    "hand_over": Step(hand_over, "overgedragen", OPEN),
    "note": Step(step(workflow.note, tekst=WORDS), "genoteerd", ALL),
    "reply": Step(step(workflow.reply, tekst=WORDS), "bericht", [*OPEN, S.SAMENGEVOEGD], is_both=True),
    "answer": Step(step(workflow.answer, tekst=WORDS), "geantwoord", [S.WACHT_OP_MELDER], S.IN_BEHANDELING, MELDER),
    "expire": Step(expire, "termijn", [S.WACHT_OP_MELDER], S.IN_BEHANDELING, SYSTEEM),
    "request_reopen": Step(
        step(workflow.request_reopen, tekst=WORDS),
        "heropening_gevraagd", [S.AFGEHANDELD, S.AFGEWEZEN], S.HEROPENVERZOEK, MELDER,
    ),
    "withdraw": Step(step(workflow.withdraw), "ingetrokken", OPEN, S.INGETROKKEN, MELDER),
    # A merged one keeps its state: the case is not only this reporter's.
    "withdraw_merged": Step(step(workflow.withdraw), "ingetrokken", [S.SAMENGEVOEGD], None, MELDER),
    "add_occurrence": Step(
        step(workflow.add_occurrence, datum=date(2026, 11, 23), tekst=WORDS),
        "voorval", [*OPEN, S.SAMENGEVOEGD], None, MELDER,
    ),
    "change_consent": Step(
        step(workflow.change_consent, delen="niet"),
        "toestemming", [state for state in ALL if state != S.INGETROKKEN], None, MELDER,
    ),
    "rate": Step(step(workflow.rate, antwoord="ja", tekst=WORDS), "waardering", [S.AFGEHANDELD], None, MELDER),
    "set_volgmail": Step(
        step(workflow.set_volgmail, email="WOORDEN@example.org"), "volgmail", [*OPEN, S.SAMENGEVOEGD], None, MELDER
    ),
    "stop_volgmail": Step(step(workflow.stop_volgmail), "volgmail", ALL, None, MELDER),
}  # fmt: skip


def in_state(world, state, **fields):
    """A melding in a state, brought there by the steps themselves; what is to be judged is judged."""
    melding = make_melding(world, **fields)
    Melding.objects.filter(pk=melding.pk).exclude(vermoeden="").update(beoordeeld_op=NOW)
    officer = world.users["officer"]
    if state == S.IN_BEHANDELING:
        workflow.take_on(melding, by=officer, now=NOW)
    elif state == S.WACHT_OP_MELDER:
        workflow.ask(melding, tekst="Waar was het?", by=officer, now=NOW)
    elif state in (S.AFGEHANDELD, S.HEROPENVERZOEK):
        workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW)
        if state == S.HEROPENVERZOEK:
            workflow.request_reopen(melding, tekst="Het gaat door.", now=NOW)
    elif state == S.AFGEWEZEN:
        workflow.reject(melding, reden="niet_voor_ons", tekst="Bel de gemeente.", by=officer, now=NOW)
    elif state == S.SAMENGEVOEGD:
        workflow.merge(melding, into=make_lead(world, melding), by=officer, now=NOW)
    elif state == S.INGETROKKEN:
        workflow.withdraw(melding, now=NOW)
    return Melding.objects.get(pk=melding.pk)
