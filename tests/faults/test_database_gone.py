"""F5: the database is gone. The site lives, says so, keeps what was typed, and goes on by itself."""

import time

from tests.faults.outages import EMERGENCY, at_once, longest, read, seconds_until, timed, write
from tests.faults.tips import IS_LONG, make_tips, open_site
from tests.faults.workers import report

MANY = 20
OUTAGE = 60 if IS_LONG else 0
WITHIN = 10
BARE = {"DJANGO_SETTINGS_MODULE": "tests.faults.bare_settings"}


def test_without_database_the_site_says_so_and_goes_on_by_itself(cluster, tmp_path):
    cluster.start()
    tips = make_tips(MANY)
    with open_site(tmp_path) as site:
        assert (read(site).status, write(site, tips[0]).status, read(site, "/gezond/klaar").status) == (200, 303, 200)
        cluster.kill()
        live, ready, page = read(site, "/gezond/live"), read(site, "/gezond/klaar"), read(site)
        answers = at_once(*[(write, site, tip) for tip in tips])
        sent = timed(site, "POST", "/melden/controle/", tips[0].fields, Origin=site.address, **tips[0].headers)
        time.sleep(OUTAGE)
        restarted = cluster.start()
        back = seconds_until(lambda: write(site, tips[0]).status == 303)
        well_again = (read(site).status, read(site, "/gezond/klaar").status)
    report("F5", N=MANY, outage=OUTAGE, ready=longest([ready]), form=longest(answers), restart=restarted, back_in=back)
    assert (live.status, ready.status, page.status, sent.status, well_again) == (200, 503, 503, 503, (200, 200))
    assert longest([ready]) < 5
    assert [part for part in EMERGENCY if part not in page.html] == []
    assert not any(word in page.html for word in ("minuten", "minuut", "seconden", "uur weer"))
    assert [answer.status for answer in answers if not answer.is_refused_well] == []
    assert longest(answers) < 3.5
    assert back is not None and back < WITHIN


def test_control_as_django_makes_it_nobody_is_refused_well(cluster, tmp_path):
    cluster.start()
    tips = make_tips(MANY)
    with open_site(tmp_path, **BARE) as site:
        assert (read(site).status, write(site, tips[0]).status) == (200, 303)
        cluster.kill()
        answers = at_once(*[(write, site, tip) for tip in tips])
    report("F5 control", N=MANY, well=sum(answer.is_refused_well for answer in answers))
    assert [answer.status for answer in answers if answer.is_refused_well] == []
