"""Who answers for a buurt or a wijk, with all that its page shows."""

from datetime import date, time, timedelta

import pytest

from agenten.buurtteam import Persoon, agent_of, coming, team_of, team_of_wijk
from agenten.models import Account, Afwezigheid, Foto, Teamgebied, Uitzondering, Werkgebied
from agenten.spreekuren import Status
from tests.agenten.makers import NOW, TUESDAY, make_buurt, make_spreekuur, make_team, make_wijkagent

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def buurt():
    return make_buurt()


def names(team):
    return [agent.persoon.naam for agent in team.agenten]


def fill(buurt, number):
    """One officer with one of everything."""
    officer = make_wijkagent(buurt, naam=f"Agent Nummer {number}")
    substitute = make_wijkagent(naam=f"Vervanger {number}")
    spreekuur = make_spreekuur(officer)
    Uitzondering.objects.create(spreekuur=spreekuur, datum=TUESDAY)
    Account.objects.create(wijkagent=officer, netwerk="x", naam="agent")
    Afwezigheid.objects.create(wijkagent=officer, van=TODAY, tot=TODAY, vervanger=substitute)


def test_the_whole_team_takes_one_statement_with_1_and_with_3_officers(buurt, django_assert_num_queries):
    make_team(buurt)
    fill(buurt, 1)
    with django_assert_num_queries(1):
        assert len(team_of(buurt, NOW).agenten) == 1
    fill(buurt, 2)
    fill(buurt, 3)
    with django_assert_num_queries(1):
        assert len(team_of(buurt, NOW).agenten) == 3
    with django_assert_num_queries(2):
        assert len(team_of_wijk(buurt.wijk, NOW).agenten) == 3


def test_an_officer_comes_with_everything_the_page_shows(buurt):
    team = make_team(buurt)
    officer = make_wijkagent(
        buurt,
        basisteam=team,
        taken=["wijk", "jeugd"],
        talen=["nl", "ar"],
        werkdagen=[3, 1],
        sinds_datum=date(2019, 3, 1),
    )
    Account.objects.create(wijkagent=officer, netwerk="instagram", naam="samira")
    Account.objects.create(wijkagent=officer, netwerk="x", naam="geen geldige naam")
    spreekuur = make_spreekuur(officer)

    (agent,) = team_of(buurt, NOW).agenten

    assert agent.persoon == Persoon("Samira el Amrani", "Samira", "SA", "/wijkagent/samira-el-amrani/", "")
    assert [agent.taken, agent.talen, agent.werkdagen] == [
        ["wijkagent", "jeugdagent"],
        ["Nederlands", "Arabisch"],
        ["dinsdag", "donderdag"],
    ]
    assert agent.sinds_datum == date(2019, 3, 1)
    assert [profiel.url for profiel in agent.profielen] == ["https://www.instagram.com/samira"]
    assert (agent.volgende.spreekuur, agent.volgende.datum) == (spreekuur, TUESDAY)
    assert agent.wijkagent == officer
    assert agent.afwezig is None


def test_officers_of_the_buurt_and_of_the_whole_wijk_count_but_nobody_else(buurt):
    elsewhere = make_buurt("BU99990200", "Elders")
    make_wijkagent(buurt, naam="In Buurt")
    make_wijkagent(buurt.wijk, naam="In Wijk")
    make_wijkagent(elsewhere, naam="Ergens Anders")
    make_wijkagent(buurt, naam="Uit Dienst", is_actief=False)
    former = make_wijkagent(naam="Was Hier")
    Werkgebied.objects.create(wijkagent=former, buurt=buurt, van=date(2020, 1, 1), tot=TODAY - timedelta(days=1))
    future = make_wijkagent(naam="Komt Nog")
    Werkgebied.objects.create(wijkagent=future, buurt=buurt, van=TODAY + timedelta(days=1))

    assert names(team_of(buurt, NOW)) == ["In Buurt", "In Wijk"]


def test_who_works_in_buurt_and_wijk_both_is_shown_once(buurt):
    make_wijkagent(buurt, buurt.wijk)

    assert names(team_of(buurt, NOW)) == ["Samira el Amrani"]


def test_the_officer_with_the_first_spreekuur_comes_first_then_who_is_there_longest(buurt):
    make_wijkagent(buurt, naam="Pas Hier", sinds_datum=date(2025, 1, 1))
    make_wijkagent(buurt, naam="Lang Hier", sinds_datum=date(2010, 1, 1))
    make_spreekuur(make_wijkagent(buurt, naam="Later Spreekuur"), eerste_datum=TUESDAY + timedelta(days=1))
    first = make_wijkagent(buurt, naam="Eerste Spreekuur")
    make_spreekuur(first)

    team = team_of(buurt, NOW)

    assert names(team) == ["Eerste Spreekuur", "Later Spreekuur", "Lang Hier", "Pas Hier"]
    assert team.volgende.datum == TUESDAY


def test_a_hidden_surname_is_nowhere(buurt):
    make_wijkagent(buurt, slug="wijkagent-samira", is_achternaam_verborgen=True)

    (agent,) = team_of(buurt, NOW).agenten

    assert agent.persoon == Persoon("Wijkagent Samira", "Samira", "S", "/wijkagent/wijkagent-samira/", "")


def test_a_photo_has_an_address_unless_it_is_hidden(buurt):
    shown = make_wijkagent(buurt, naam="Met Foto", sinds_datum=date(2010, 1, 1))
    hidden = make_wijkagent(buurt, naam="Zonder Foto", is_foto_verborgen=True)
    for officer in (shown, hidden):
        Foto.objects.create(wijkagent=officer, inhoud=b"webp", kenmerk="abcdef0123456789")

    team = team_of(buurt, NOW)

    assert [agent.persoon.foto for agent in team.agenten] == ["/wijkagent/met-foto/foto/abcdef0123456789.webp", ""]


def test_an_absent_officer_shows_until_when_and_who_stands_in(buurt):
    officer, substitute = make_wijkagent(buurt), make_wijkagent(naam="Joost van der Velde")
    make_spreekuur(officer)
    Foto.objects.create(wijkagent=substitute, inhoud=b"webp", kenmerk="abcdef0123456789")
    Afwezigheid.objects.create(wijkagent=officer, van=TODAY, tot=date(2026, 12, 2), vervanger=substitute)

    (agent,) = team_of(buurt, NOW).agenten

    assert (agent.afwezig.van, agent.afwezig.tot) == (TODAY, date(2026, 12, 2))
    assert agent.afwezig.vervanger == Persoon(
        "Joost van der Velde",
        "Joost",
        "JV",
        "/wijkagent/joost-van-der-velde/",
        "/wijkagent/joost-van-der-velde/foto/abcdef0123456789.webp",
    )
    assert [(one.datum, one.status) for one in agent.gaat_niet_door] == [
        (TUESDAY, Status.VERVALT),
        (date(2026, 12, 1), Status.VERVALT),
    ]
    assert agent.volgende.datum == date(2026, 12, 8)


def test_an_absence_still_to_come_changes_the_hours_but_is_not_shown_yet(buurt):
    officer = make_wijkagent(buurt)
    make_spreekuur(officer)
    Afwezigheid.objects.create(wijkagent=officer, van=TUESDAY, tot=TUESDAY)

    (agent,) = team_of(buurt, NOW).agenten

    assert agent.afwezig is None
    assert agent.volgende.datum == TUESDAY + timedelta(days=7)


@pytest.mark.parametrize("reason", ["away too", "left"])
def test_a_replacement_who_is_not_there_either_is_not_shown(buurt, reason):
    officer, substitute = make_wijkagent(buurt), make_wijkagent(naam="Joost van der Velde", is_actief=reason != "left")
    Afwezigheid.objects.create(wijkagent=officer, van=TODAY, tot=TUESDAY, vervanger=substitute)
    if reason == "away too":
        Afwezigheid.objects.create(wijkagent=substitute, van=TODAY, tot=TODAY)

    (agent,) = team_of(buurt, NOW).agenten

    assert agent.afwezig.vervanger is None


def test_the_basisteam_comes_from_its_area_on_the_date(buurt):
    gone = make_team(naam="Basisteam Oud", slug="oud")
    Teamgebied.objects.create(basisteam=gone, buurt=buurt, van=date(2020, 1, 1), tot=TODAY - timedelta(days=1))
    team = make_team()
    Teamgebied.objects.create(basisteam=team, buurt=buurt, van=TODAY)

    found = team_of(buurt, NOW)

    assert found.basisteams == [team]
    assert found.basisteam.bureau.adres == "Havenstraat 3"
    assert found.is_vacature is True


def test_without_an_area_the_team_of_the_officers_counts(buurt):
    team = make_team()
    make_wijkagent(buurt, basisteam=team)

    assert team_of(buurt, NOW).basisteams == [team]


def test_a_buurt_without_anybody(buurt):
    found = team_of(buurt, NOW)

    assert (found.agenten, found.basisteam, found.is_vacature, found.volgende) == ([], None, False, None)


def test_a_wijk_knows_who_works_where(buurt):
    other = make_buurt("BU99990101", "Havenbuurt")
    team = make_team(buurt, other)
    make_wijkagent(buurt, other, naam="Twee Buurten", sinds_datum=date(2010, 1, 1))
    make_wijkagent(buurt.wijk, naam="Hele Wijk", sinds_datum=date(2011, 1, 1))
    elsewhere = make_buurt("BU99990200", "Elders")
    make_wijkagent(elsewhere, naam="Ergens Anders")

    found = team_of_wijk(buurt.wijk, NOW)

    assert [(agent.persoon.naam, agent.buurten, agent.is_hele_wijk) for agent in found.agenten] == [
        ("Twee Buurten", {buurt.pk, other.pk}, False),
        ("Hele Wijk", set(), True),
    ]
    assert found.basisteams == [team]


def test_a_date_that_was_moved_weeks_ago_is_still_known(buurt):
    spreekuur = make_spreekuur(make_wijkagent(buurt), eerste_datum=date(2026, 9, 29), laatste_datum=date(2026, 9, 29))
    Uitzondering.objects.create(
        spreekuur=spreekuur,
        datum=date(2026, 9, 29),
        soort=Uitzondering.Soort.VERPLAATST,
        nieuwe_datum=TUESDAY,
        nieuwe_begin_tijd=time(9),
        nieuwe_eind_tijd=time(9, 30),
    )

    (agent,) = team_of(buurt, NOW).agenten

    assert [moment.begin.isoformat() for moment in agent.momenten] == ["2026-11-24T09:00:00+01:00"]


def test_coming_lists_the_hours_of_all_officers_without_what_is_over(buurt):
    first, second = make_wijkagent(buurt, naam="Een Agent"), make_wijkagent(buurt, naam="Nog Een")
    make_spreekuur(first, eerste_datum=TODAY, begin_tijd=time(8), eind_tijd=time(9), laatste_datum=TUESDAY)
    make_spreekuur(second, laatste_datum=TUESDAY)
    make_spreekuur(first, eerste_datum=TODAY, begin_tijd=time(11), eind_tijd=time(12), laatste_datum=TODAY)

    pairs = coming(team_of(buurt, NOW))

    assert [(agent.persoon.korte_naam, moment.begin.hour) for agent, moment in pairs] == [("Een", 11), ("Nog", 15)]


def test_one_officer_is_one_statement(buurt, django_assert_num_queries):
    officer = make_wijkagent(buurt)
    make_spreekuur(officer)

    with django_assert_num_queries(1):
        agent = agent_of(officer, NOW)

    assert agent.volgende.datum == TUESDAY
