"""Officers and stations as the police publish them: read, compared, approved, applied."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.urls import reverse

from agenten.models import Account, Bureau, OudAdres, Rol, Voorstel, Werkgebied, Wijkagent
from agenten.voorstellen import AlreadyDecided, approve
from buurten.rd import to_rd
from tests.agenten import people
from tests.agenten.politielijsten import agent, envelope, point

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-11-23 10:30+01:00", tick=False)


def test_nothing_changes_before_somebody_approves(run):
    told = run(envelope(agent()))
    assert told == [
        "new: Jan1 de Vries (uid-1)",
        "    naam: 'Jan1 de Vries'",
        "    over_mij: 'Ik ben er & luister.'",
        "    account_x: 'wijk_1'",
        "1 new, 0 changed, 0 gone",
        f"Proposal {Voorstel.objects.get().pk} waits for approval in the admin. (--yes applies it at once.)",
    ]
    assert Voorstel.objects.get().bestand == "page0.json"
    assert not Wijkagent.objects.exists()


def test_yes_applies_at_once_and_a_second_run_changes_nothing(run):
    assert run(envelope(agent()), options=["--yes"])[-1] == "1 changed."
    found = Wijkagent.objects.get()
    assert (found.naam, found.korte_naam, found.slug, found.taken, found.is_actief) == (
        "Jan1 de Vries", "Jan1", "jan1-de-vries", ["wijk"], True,
    )  # fmt: skip
    assert found.over_mij == "Ik ben er & luister."
    assert list(Account.objects.values_list("netwerk", "naam")) == [("x", "wijk_1")]
    assert run(envelope(agent()), options=["--yes"]) == ["0 new, 0 changed, 0 gone", "Nothing to change."]
    assert Wijkagent.objects.count() == 1


def test_a_personal_number_and_the_photo_are_not_taken_over(run):
    run(envelope(agent()), options=["--yes"])
    found = Wijkagent.objects.get()
    everything = json.dumps([found.bron, found.over_mij, *Account.objects.values_list("naam", flat=True)])
    assert "06-12345678" not in everything
    assert "een.jpg" not in everything
    assert not hasattr(found, "foto")


def test_a_dry_run_stores_nothing(run):
    assert run(envelope(agent()), options=["--dry-run"])[-1] == "Nothing is stored (--dry-run)."
    assert not Voorstel.objects.exists()


def test_one_or_many_points_give_the_buurten(run, vierkanten):
    both = [point(position) for position in vierkanten.values()]
    team = people.basisteam("Team A")
    for code in vierkanten:
        team.gebied.create(buurt_id=code, van=TODAY)
    run(envelope(agent(1, locaties=both[:1]), agent(2, locaties=both)), options=["--yes"])
    found = Werkgebied.objects.order_by("wijkagent__uid", "buurt").values_list("wijkagent__uid", "buurt", "van", "tot")
    assert list(found) == [
        ("uid-1", "BU99010101", TODAY, None),
        ("uid-2", "BU99010101", TODAY, None),
        ("uid-2", "BU99010102", TODAY, None),
    ]
    assert {officer.basisteam for officer in Wijkagent.objects.order_by("pk")} == {team}


def test_a_point_in_no_buurt_is_told(run, vierkanten):
    told = run(envelope(agent(locaties=[{"latitude": 0, "longitude": 0}])))
    assert told[0] == "note: Jan1 de Vries: no buurt at this point: 0.0, 0.0"


def test_points_that_move_add_and_end_areas_and_leave_those_made_here(run, vierkanten, time_machine):
    here = people.buurt("BU99019999", "Hier")
    first, second = (point(position) for position in vierkanten.values())
    run(envelope(agent(locaties=[first])), options=["--yes"])
    officer = Wijkagent.objects.get()
    Werkgebied.objects.create(wijkagent=officer, buurt=here, van=TODAY)
    time_machine.move_to("2027-01-01 10:00+01:00", tick=False)
    run(envelope(agent(locaties=[second])), options=["--yes"])
    assert list(Werkgebied.objects.order_by("buurt").values_list("buurt", "van", "tot")) == [
        ("BU99010101", TODAY, date(2026, 12, 31)),
        ("BU99010102", date(2027, 1, 1), None),
        ("BU99019999", TODAY, None),
    ]
    assert run(envelope(agent(locaties=[second])))[-1] == "Nothing to change."


def test_what_the_officer_changed_here_stays(run):
    run(envelope(agent()), options=["--yes"])
    Wijkagent.objects.update(over_mij="Mijn eigen woorden.")
    told = run(envelope(agent(extraInformatie="Nieuw.", naam="Jan de Vries-Bos")), options=["--yes"])
    assert told == [
        "changed: Jan de Vries-Bos (uid-1)",
        "    naam: 'Jan1 de Vries' -> 'Jan de Vries-Bos'",
        "    over_mij: 'Mijn eigen woorden.' -> 'Nieuw.'  stays, it was changed here",
        "0 new, 1 changed, 0 gone",
        "1 changed.",
    ]
    found = Wijkagent.objects.get()
    assert (found.naam, found.korte_naam, found.over_mij) == ("Jan de Vries-Bos", "Jan", "Mijn eigen woorden.")
    assert (found.slug, OudAdres.objects.get().slug) == ("jan-de-vries-bos", "jan1-de-vries")
    assert run(envelope(agent(extraInformatie="Nieuw.", naam="Jan de Vries-Bos")))[-1] == "Nothing to change."


def test_a_text_that_was_emptied_here_stays_empty(run):
    run(envelope(agent()), options=["--yes"])
    Wijkagent.objects.update(over_mij="")
    run(envelope(agent(extraInformatie="Nieuw.")), options=["--yes"])
    assert Wijkagent.objects.get().over_mij == ""


def test_an_account_that_went_there_goes_here_unless_it_was_changed(run):
    run(envelope(agent(1), agent(2)), options=["--yes"])
    Account.objects.filter(wijkagent__uid="uid-2").update(naam="eigen")
    run(envelope(agent(1, twitter=None), agent(2, twitter=None)), options=["--yes"])
    assert list(Account.objects.values_list("wijkagent__uid", "naam")) == [("uid-2", "eigen")]


def test_who_is_gone_is_out_of_service_and_who_returns_is_back(run):
    run(envelope(agent(1), agent(2)), options=["--yes"])
    people.wijkagent("Met de hand")
    assert run(envelope(agent(1)))[0] == "gone: Jan2 de Vries (uid-2)"
    run(envelope(agent(1)), options=["--yes"])
    assert dict(Wijkagent.objects.order_by("pk").values_list("naam", "is_actief")) == {
        "Jan1 de Vries": True,
        "Jan2 de Vries": False,
        "Met de hand": True,
    }
    assert run(envelope(agent(1)))[-1] == "Nothing to change."
    told = run(envelope(agent(1), agent(2)), options=["--yes"])
    assert told[:2] == ["changed: Jan2 de Vries (uid-2)", "    is_actief: False -> True"]
    assert Wijkagent.objects.get(uid="uid-2").is_actief


def test_who_was_put_out_of_service_here_stays_so(run):
    run(envelope(agent()), options=["--yes"])
    Wijkagent.objects.update(is_actief=False)
    assert run(envelope(agent()))[-1] == "Nothing to change."


@pytest.mark.parametrize(
    "pages",
    [[envelope(agent(1), last=False)], [envelope(agent(1), offset=25)]],
    ids=["the last page is missing", "the first page is missing"],
)
def test_with_a_page_missing_nobody_is_gone(run, pages):
    run(envelope(agent(1), agent(2)), options=["--yes"])
    told = run(*pages, options=["--yes"])
    assert told[0] == "note: pages of wijkagenten are missing, so nobody is called gone."
    assert told[-1] == "Nothing to change."
    assert Wijkagent.objects.active().count() == 2


def test_yes_takes_no_large_part_away_without_somebody_who_looks(run):
    run([agent(number) for number in range(8)], options=["--yes"])
    with pytest.raises(CommandError, match="4 would be gone, more than 20%"):
        run([agent(number) for number in range(4)], options=["--yes"])
    assert Wijkagent.objects.active().count() == 8
    assert Voorstel.objects.filter(status="open").count() == 1


def test_the_same_differences_are_proposed_once_and_others_replace_them(run):
    run(envelope(agent(1)))
    run(envelope(agent(1)))
    assert Voorstel.objects.count() == 1
    run(envelope(agent(1), agent(2)))
    assert list(Voorstel.objects.order_by("pk").values_list("status", flat=True)) == ["afgewezen", "open"]


def station(number=1, **fields):
    return {
        "uid": f"bureau-{number}",
        "naam": f"Bureau {number}",
        "bezoekadres": {"postAdres": "Straat 1", "postcode": "9999 ZZ", "plaats": "Rivierdam"},
        "openingstijden": "<p>Ma 9-17</p><p>Di 9-17</p>",
        "telefoonnummer": "",
        **fields,
    }


def bureaus(run, *rows):
    return run(envelope(*rows, name="politiebureaus"), options=["--yes"], name="import_bureaus")


def test_stations_come_change_and_go_and_one_in_use_stays(run):
    bureaus(run, station(1), station(2), station(3))
    found = Bureau.objects.get(uid="bureau-1")
    assert (found.adres, found.postcode, found.plaats, found.telefoon, found.openingstijden) == (
        "Straat 1", "9999 ZZ", "Rivierdam", "0900-8844", "Ma 9-17\nDi 9-17",
    )  # fmt: skip
    people.basisteam("Team A", bureau=Bureau.objects.get(uid="bureau-2"))
    Bureau.objects.filter(uid="bureau-1").update(openingstijden="Op afspraak")
    bureaus(run, station(1, openingstijden="Gesloten", naam="Bureau Een"))
    assert list(Bureau.objects.order_by("naam").values_list("naam", "uid", "openingstijden")) == [
        ("Bureau 2", "", "Ma 9-17\nDi 9-17"),
        ("Bureau Een", "bureau-1", "Op afspraak"),
    ]
    assert bureaus(run, station(1, openingstijden="Gesloten", naam="Bureau Een"))[-1] == "Nothing to change."


# --- approval in the admin ------------------------------------------------------------------------------------------


@pytest.fixture
def beheerder(client):
    user = people.medewerker("beheerder", Rol.BEHEERDER)
    client.force_login(user)
    return user


def decide(client, **sent):
    voorstel = Voorstel.objects.latest("pk")
    return client.post(reverse("admin:agenten_voorstel_besluit", args=[voorstel.pk]), sent, follow=True)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_beheerder_sees_the_lines_and_approves_the_ticked_ones(run, client, beheerder):
    run(envelope(agent(1), agent(2)))
    page = client.get(reverse("admin:agenten_voorstel_change", args=[Voorstel.objects.get().pk]))
    assert [line["naam"] for line in page.context["lines"]] == ["Jan1 de Vries", "Jan2 de Vries"]
    assert told(decide(client, uid=["uid-2"], _gekozen="1")) == ["1 regel is doorgevoerd."]
    assert list(Wijkagent.objects.values_list("uid", flat=True)) == ["uid-2"]
    voorstel = Voorstel.objects.get()
    assert (voorstel.status, voorstel.besloten_door) == ("goedgekeurd", beheerder)
    assert run(envelope(agent(1), agent(2)))[0] == "new: Jan1 de Vries (uid-1)"


def test_all_at_once_none_and_nothing_ticked(run, client, beheerder):
    run(envelope(agent(1), agent(2)))
    assert told(decide(client, _gekozen="1")) == ["Kies ten minste één regel."]
    assert told(decide(client, _niets="1")) == ["Het voorstel is afgewezen. Er is niets gewijzigd."]
    assert not Wijkagent.objects.exists()
    run(envelope(agent(1), agent(2)))
    assert told(decide(client, _alles="1")) == ["2 regels zijn doorgevoerd."]
    assert told(decide(client, _alles="1")) == ["Over dit voorstel besloot iemand anders al."]


def test_approval_looks_at_the_present_state(run, client, beheerder):
    run(envelope(agent(1), agent(2)), options=["--yes"])
    run(envelope(agent(1, extraInformatie="Nieuw."), agent(3)))
    Wijkagent.objects.filter(uid="uid-1").update(over_mij="Intussen zelf geschreven.")
    people.wijkagent("Al gemaakt", uid="uid-3")
    Wijkagent.objects.filter(uid="uid-2").update(is_actief=False)
    decide(client, _alles="1")
    found = Wijkagent.objects.order_by("uid").values_list("uid", "naam", "over_mij", "is_actief")
    assert list(found) == [
        ("uid-1", "Jan1 de Vries", "Intussen zelf geschreven.", True),
        ("uid-2", "Jan2 de Vries", "Ik ben er & luister.", False),
        ("uid-3", "Al gemaakt", "Ik ben er & luister.", True),
    ]


def test_an_approval_that_fails_halfway_changes_nothing(run):
    run(envelope(agent(1), agent(2)))
    voorstel = Voorstel.objects.get()
    voorstel.regels[1]["bron"]["naam"] = "x" * 200
    voorstel.save()
    with pytest.raises(Exception, match="value too long"):
        approve(voorstel)
    assert not Wijkagent.objects.exists()


def test_a_proposal_is_decided_once(run):
    run(envelope(agent()))
    voorstel = Voorstel.objects.get()
    assert approve(voorstel) == 1
    with pytest.raises(AlreadyDecided):
        approve(voorstel)


@pytest.mark.parametrize("rol", [Rol.REDACTEUR, Rol.AUDITOR, Rol.TEAMLID])
def test_only_a_beheerder_decides(run, client, rol):
    run(envelope(agent()))
    client.force_login(people.medewerker("iemand", rol))
    assert decide(client, _alles="1").status_code == 404
    assert Voorstel.objects.get().status == "open"


def test_a_get_decides_nothing(run, client, beheerder):
    run(envelope(agent()))
    page = reverse("admin:agenten_voorstel_besluit", args=[Voorstel.objects.get().pk])
    assert client.get(page, {"_alles": "1"}).status_code == 404
    assert Voorstel.objects.get().status == "open"


def test_html_of_the_police_does_not_reach_the_page_of_the_admin(run, client, beheerder):
    run(envelope(agent(naam="<b onclick=x>Jan</b>", werkgebied="&lt;script&gt;alert(1)&lt;/script&gt;")))
    page = client.get(reverse("admin:agenten_voorstel_change", args=[Voorstel.objects.get().pk])).content.decode()
    assert "<script>alert" not in page
    assert "onclick=x" not in page


@pytest.mark.real_data
def test_the_samples_are_read(run, real_data):
    folder = Path(real_data)
    told = run((folder / "politie_v4_wijkagenten_verzonnen.json").read_bytes())
    assert "2 new, 0 changed, 0 gone" in told
    sample = (folder / "politie_v4_politiebureaus_verzonnen.json").read_bytes()
    assert "1 new, 0 changed, 0 gone" in run(sample, name="import_bureaus")


def test_the_squares_lie_where_the_points_say(vierkanten):
    x, y = to_rd(*vierkanten["BU99010101"])
    assert (round(x), round(y)) == (233_500, 581_500)
