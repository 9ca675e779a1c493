"""Meldingen of the demo that were passed to a partner, one for each state, by the same steps that people take."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from agenten.models import Medewerker, Partner
from agenten.spreekuren import local_date
from meldingen.models import Convenant, Grond
from meldingen.verwijzingen import workflow
from wijkportal.demo.reports import ANONYMOUS, DAY, NEIGHBOUR, Story, is_there, send

REFERRED = timedelta(hours=2)  # after sending
GEMEENTE, LINDE = "gemeente-rivierdam", "woonstichting-de-linde"


@dataclass(frozen=True, kw_only=True)
class Referral:
    """A story, with whom it was shared and on what ground, and the steps after it as in Story, by whom."""

    story: Story
    partner: str
    grond: str
    doel: str
    tekst: str
    velden: dict = field(default_factory=dict)
    by: str = ""
    stappen: tuple = ()


def ready_in(days):
    return lambda now: {"verwacht_datum": local_date(now) + days * DAY}


REFERRALS = {
    "bij gemeente": Referral(
        story=Story(
            categorie="AFVAL", dagen=1, velden=ANONYMOUS | {"plek": "Lindelaan, bij de ondergrondse container"},
            verhaal="Naast de container aan de Lindelaan ligt elke week grofvuil. Nu ook een koelkast.",
        ),
        partner=GEMEENTE, grond="wpg-20", doel="Afval laten weghalen en vaker controleren",
        tekst="Naast de container aan de Lindelaan ligt elke week grofvuil. Nu ook een koelkast.",
    ),
    "in uitvoering": Referral(
        story=Story(
            categorie="PARKEREN", dagen=6, velden=NEIGHBOUR | {"plek": "Singel, bij het plein"},
            verhaal="Op de Singel staan elke avond bestelbusjes op de stoep. Met een rolstoel kom ik er niet langs.",
        ),
        partner=GEMEENTE, grond="wpg-20", doel="De stoep vrij houden",
        tekst="Op de Singel staan elke avond bestelbusjes op de stoep. Met een rolstoel is er geen doorgang.",
        velden={"vraagt_toestemming": True}, by="clerk-rivierdam",
        stappen=((20, workflow.accept, ready_in(10)), (21, workflow.set_zaaknummer, {"zaaknummer": "Z-2026-0417"})),
    ),
    "gereed": Referral(
        story=Story(
            categorie="GELUID_BUUR", dagen=12,
            velden=NEIGHBOUR | {"plek": "Lindepad 2, 9927 AC", "antwoorden": {"verhuurder": "De Linde"}},
            verhaal="De muziek van de buren staat elke nacht hard. Praten hielp niet.",
        ),
        partner=LINDE, grond="wpg-20", doel="Overlast in een huurwoning aanpakken",
        tekst="De muziek in een woning aan het Lindepad staat elke nacht hard. Praten hielp niet.", by="clerk-linde",
        stappen=(
            (24, workflow.accept, ready_in(7)),
            (150, workflow.finish, {"slotzin": "Wij spraken met de huurder. De muziek gaat om 22.00 uur uit."}),
        ),
    ),
    "geweigerd": Referral(
        story=Story(
            categorie="WOONFRAUDE", dagen=8, velden=ANONYMOUS | {"plek": "Lindelaan 11, 9927 AA"},
            verhaal="In het huis op nummer 11 slapen elke week andere mensen. Er staan koffers in de gang.",
        ),
        partner=GEMEENTE, grond="wpg-16", doel="Nagaan of de woning goed gebruikt wordt",
        tekst="In een huis aan de Lindelaan slapen elke week andere mensen.", by="coordinator-rivierdam",
        stappen=(
            (30, workflow.refuse, {"reden": "Deze woning is van De Linde.", "betere_plek": "Woonstichting De Linde"}),
        ),
    ),
    "voor de chef": Referral(
        story=Story(
            categorie="BURENRUZIE", dagen=1, velden=ANONYMOUS | {"plek": "Lindepad 3, 9927 AC"},
            verhaal="De bewoners van twee huizen aan het Lindepad praten niet meer. Het gaat over de schutting.",
        ),
        partner=LINDE, grond="wpg-19", doel="Een gesprek tussen de buren mogelijk maken",
        tekst="Tussen twee huizen aan het Lindepad is een conflict over een schutting.",
        velden={
            "noodzaak": "Zonder de verhuurder komt er geen gesprek.",
            "belang": "Voorkomen dat het conflict groter wordt.",
        },
    ),
}  # fmt: skip


def load_referrals(now):
    """Make those that are not there yet; none on a production site, where nobody confirmed the grounds."""
    for name, referral in REFERRALS.items() if not settings.HTTPS else ():
        if not is_there(name):
            pass_on(send(name, referral.story, now), referral)


def pass_on(melding, referral):
    partner = Partner.objects.get(slug=referral.partner)
    grond = Grond.objects.get(pk=referral.grond)
    convenant = Convenant.objects.get(partner=partner, partner__is_demo=True) if grond.eist_convenant else None
    sent = melding.ontvangen_op
    verwijzing = workflow.refer(
        melding, partner=partner, grond=grond, convenant=convenant, doel=referral.doel, tekst=referral.tekst,
        plek=melding.plek, by=melding.eigenaar, now=sent + REFERRED, **referral.velden,
    )  # fmt: skip
    for hours, step, values in referral.stappen:
        now = sent + timedelta(hours=hours)
        by = Medewerker.objects.get(username=referral.by)
        step(verwijzing, by=by, now=now, **(values(now) if callable(values) else values))
