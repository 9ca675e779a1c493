"""Two officers pass the same melding on at the same moment: one wins, the other hears it (SAFETY F8)."""

import os

import pytest

from meldingen import workflow
from meldingen.models import Grond, Melding, Verwijzing, Verwijzingstap
from meldingen.verwijzingen.doorgeven import Keuze, refer_all
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.test_workflow_parallel import at_once
from tests.meldingen.verwijsmakers import add_partners, make_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("with_version", [True, False])
def test_of_two_officers_who_pass_it_on_at_once_one_wins(with_version):
    world = add_partners(make_world())
    agreement = make_agreement(world.corporatie, world.categorie, nummer="2026-02")
    both = {world.gemeente.pk: world.convenant, world.corporatie.pk: agreement}
    keuze = Keuze(
        [world.gemeente, world.corporatie], Grond.objects.get(pk="wpg-20"), "Leefbaarheid", "Scooters.",
        convenanten=both,
    )  # fmt: skip
    for _round in range(int(os.environ.get("ROUNDS", "5"))):
        melding = make_melding(world)
        versie = melding.versie if with_version else None
        people = [world.users["officer"], world.users["chief"]]
        found = at_once(
            2, lambda index, m=melding, v=versie, p=people: refer_all(m, keuze=keuze, by=p[index], versie=v, now=NOW)
        )
        (winner,) = [one for one in found if isinstance(one, list)]
        (loser,) = [one for one in found if not isinstance(one, list)]
        assert isinstance(loser, workflow.Changed if with_version else workflow.NotAllowed), loser
        assert list(Verwijzing.objects.filter(melding=melding).order_by("pk")) == winner
        assert Verwijzingstap.objects.filter(verwijzing__melding=melding).count() == 2
        assert Melding.objects.get(pk=melding.pk).status == "verwezen"
