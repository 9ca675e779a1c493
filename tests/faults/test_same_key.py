"""F7: double click, back and resend, two tabs: one melding and one receipt, and no other words under its key."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from meldingen.codes import code_of
from meldingen.models import Concept, Melding
from tests.faults.tips import IS_LONG, RECEIPT, code_on, make_tips, open_site, origin_of
from tests.faults.workers import report

MANY = 20
ROUNDS = 50 if IS_LONG else 3
OTHER = "Toch was het anders: het waren er drie, en ze kwamen uit de richting van het station."


def send_at_once(site, tips):
    """All at the same moment; what each was answered, and the code on the receipt that it leads to."""
    together = Barrier(len(tips))

    def send(tip):
        together.wait()
        status, headers, _body = tip.send(site)
        return status, headers["Location"], code_on(tip.receipt(site)[2])

    with ThreadPoolExecutor(len(tips)) as pool:
        return list(pool.map(send, tips))


def test_twenty_posts_with_one_key_are_one_melding_with_one_receipt(cluster, tmp_path):
    cluster.start()
    tips = make_tips(ROUNDS)
    with open_site(tmp_path) as site:
        answers = [set(send_at_once(site, [tip] * MANY)) for tip in tips]
    report("F7", N=ROUNDS * MANY, rounds=ROUNDS, posts=ROUNDS * MANY, meldingen=Melding.objects.count())
    assert answers == [{(303, RECEIPT, code_of(tip.key))} for tip in tips]
    assert Melding.objects.count() == ROUNDS


def test_control_without_the_key_each_click_is_a_melding(cluster, tmp_path):
    cluster.start()
    with open_site(tmp_path) as site:
        answers = set(send_at_once(site, make_tips(MANY)))
    report("F7 control a draft for each click", N=MANY, posts=MANY, meldingen=Melding.objects.count())
    assert (len(answers), Melding.objects.count()) == (MANY, MANY)


def change(site, tip):
    """Another tab stores other words in the draft."""
    fields = {"verhaal": OTHER, "wanneer": "nu"}
    return site.send("POST", "/melden/wat/", fields, **origin_of(site), **tip.headers)


def test_other_words_under_the_key_are_refused_and_not_lost(cluster, tmp_path):
    """Before the melding was sent the check page shows them first; after that they stay on the page."""
    cluster.start()
    before, after = make_tips(2)
    with open_site(tmp_path) as site:
        assert change(site, before)[0] == 303
        status, _headers, body = before.send(site)
        assert (status, OTHER in body.decode(), Melding.objects.count()) == (200, True, 0)
        assert after.send(site)[0] == 303
        status, _headers, body = change(site, after)
        assert (status, OTHER in body.decode(), Melding.objects.count()) == (409, True, 1)
        assert code_on(after.receipt(site)[2]) == code_of(after.key)
    assert OTHER not in Melding.objects.get().verhaal
    assert Concept.objects.get(melding=None).gegevens["paginas"]["wat"]["verhaal"] == OTHER
