"""Partners and referrals of the demo: one of each state, taken away with the rest, and none on a production site."""

from datetime import date, datetime

import pytest

from agenten.models import Medewerker, Partner
from agenten.spreekuren import AMSTERDAM
from meldingen.models import Grond, Verwijzing
from meldingen.verwijzingen.voorstel import proposed
from wijkportal.demo import load, remove

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=AMSTERDAM)


@pytest.fixture
def demo():
    load(now=NOW)


def test_there_is_a_referral_in_each_of_five_states(demo):
    found = {(one.partner.slug, one.status) for one in Verwijzing.objects.select_related("partner").in_order()}
    gemeente, linde = "gemeente-rivierdam", "woonstichting-de-linde"
    assert found == {
        *((gemeente, "verzonden"), (gemeente, "geaccepteerd"), (gemeente, "geweigerd")),
        *((linde, "gereed"), (linde, "klaargezet")),
    }
    before = Verwijzing.objects.count()
    load(now=NOW)
    assert Verwijzing.objects.count() == before


def test_the_people_of_the_partners_see_what_was_passed_to_them(demo):
    seen = {
        name: {one.status for one in Verwijzing.objects.visible_to(Medewerker.objects.get(username=name), NOW)}
        for name in ("clerk-rivierdam", "coordinator-rivierdam", "clerk-linde")
    }
    at_gemeente = {"verzonden", "geaccepteerd", "geweigerd"}
    assert seen == {
        "clerk-rivierdam": at_gemeente, "coordinator-rivierdam": at_gemeente, "clerk-linde": {"gereed"},
    }  # fmt: skip


def test_the_corporation_of_the_demo_is_proposed_for_an_address_and_a_landlord(demo):
    linde = Verwijzing.objects.get(status="gereed").melding
    assert [str(one.partner) for one in proposed(linde)] == ["Woonstichting De Linde", "Gemeente Rivierdam"]


def test_removing_takes_the_referrals_and_the_confirmation_of_the_grounds_along(demo):
    Grond.objects.filter(pk="wpg-16").update(bevestigd_op=date(2026, 1, 1))
    remove()
    assert not Verwijzing.objects.exists() and not Partner.objects.exists()
    assert dict(Grond.objects.values_list("pk", "bevestigd_op")) == {
        "wpg-16": date(2026, 1, 1), "wpg-18": None, "wpg-19": None, "wpg-20": None,
    }  # fmt: skip


def test_on_a_production_site_no_ground_is_confirmed_and_nothing_is_shared(settings):
    settings.HTTPS = True
    load(force=True)
    assert not Grond.objects.usable().exists() and not Verwijzing.objects.exists()
