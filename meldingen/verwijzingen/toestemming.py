"""What the reporter answers to partners that ask for the contact data (PRODUCT R25); the steps stand in workflow.py."""

from django.db import transaction

from meldingen.handelingen import MELDER
from meldingen.models import Toestemming, Verwijzing
from meldingen.verwijzingen.workflow import give_consent, withdraw_consent


@transaction.atomic
def answer_consent(melding, *, antwoorden, by=MELDER, now=None):
    """Give or withdraw consent for verwijzingen of this melding: {nummer: whether it is a yes}.

    What was asked and not answered becomes a no. Raises NotAllowed, and then nothing changed.
    """
    asked = Verwijzing.objects.filter(melding=melding, nummer__in=antwoorden).exclude(toestemming=Toestemming.GEEN)
    for verwijzing in asked.in_order():
        step = give_consent if antwoorden[verwijzing.nummer] else withdraw_consent
        step(verwijzing, by=by, now=now)
