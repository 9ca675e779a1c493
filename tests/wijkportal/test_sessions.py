"""Sessions of staff end in time, and never reach a page that a shared cache may hold (SAFETY S19)."""

from datetime import UTC, datetime, timedelta

import pytest

from agenten.models import Medewerker

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def staff(client, clock):
    account = Medewerker.objects.create_user("iemand", password="Een-lang-woord-1", is_staff=True)
    client.post("/admin/login/", {"username": "iemand", "password": "Een-lang-woord-1"})
    assert is_in(client)
    return account


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_after_half_an_hour_without_use_one_signs_in_again(client, staff, clock):
    clock.move_to(MORNING + 29 * MINUTE, tick=False)
    assert is_in(client)
    clock.move_to(MORNING + 58 * MINUTE, tick=False)
    assert is_in(client)
    clock.move_to(MORNING + 89 * MINUTE, tick=False)
    assert not is_in(client)


def test_after_ten_hours_one_signs_in_again_however_busy(client, staff, clock):
    for minutes in range(20, 600, 20):
        clock.move_to(MORNING + minutes * MINUTE, tick=False)
        assert is_in(client), minutes
    clock.move_to(MORNING + 10 * HOUR - timedelta(seconds=1), tick=False)
    assert is_in(client)
    clock.move_to(MORNING + 10 * HOUR, tick=False)
    assert not is_in(client)
    client.post("/admin/login/", {"username": "iemand", "password": "Een-lang-woord-1"})
    assert is_in(client)


def test_another_password_does_not_lengthen_the_day(client, staff, clock):
    clock.move_to(MORNING + 20 * MINUTE, tick=False)
    sent = {"old_password": "Een-lang-woord-1", "new_password1": "Nog-een-woord-2", "new_password2": "Nog-een-woord-2"}
    assert client.post("/admin/password_change/", sent).status_code == 302
    for minutes in range(40, 600, 20):
        clock.move_to(MORNING + minutes * MINUTE, tick=False)
        assert is_in(client), minutes
    clock.move_to(MORNING + 10 * HOUR, tick=False)
    assert not is_in(client)


def test_a_disabled_account_is_out_at_its_next_request(client, staff):
    Medewerker.objects.update(is_active=False)
    assert not is_in(client)


@pytest.mark.parametrize("address", ["/", "/en/", "/mijn-buurt/", "/robots.txt", "/sitemap.xml", "/bestaat-niet/"])
def test_a_public_page_gives_staff_no_cookie_that_a_cache_could_hand_to_others(client, staff, address):
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_an_old_session_cookie_changes_nothing_on_a_public_page(client, staff, clock):
    clock.move_to(MORNING + 9 * HOUR, tick=False)
    assert not client.get("/").cookies


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_signing_in_never_leads_to_another_site(client, staff, address):
    client.logout()
    sent = {"username": "iemand", "password": "Een-lang-woord-1", "next": address}
    assert client.post("/admin/login/", sent)["Location"] == "/admin/"
