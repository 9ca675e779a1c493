"""The one mapping to the six words: every state, also when merged, restricted or withdrawn (PRODUCT §4)."""

import pytest

from meldingen.models import Melding, Status
from meldingen.statussen import WORDS, Woord, in_words, word_for
from tests.meldingen.makers import NOW

W = Woord
OWN = {
    "ontvangen": W.ONTVANGEN,
    "in_behandeling": W.IN_BEHANDELING,
    "wacht_op_melder": W.VRAAG,
    "verwezen": W.BIJ_PARTNER,
    "heropenverzoek": W.IN_BEHANDELING,
    "afgehandeld": W.AFGEROND,
    "afgewezen": W.AFGEROND,
    "samengevoegd": W.IN_BEHANDELING,
    "ingetrokken": W.INGETROKKEN,
}
OF_LEAD = OWN | {"wacht_op_melder": W.IN_BEHANDELING, "ingetrokken": W.IN_BEHANDELING}
RESTRICTED = {"verwezen": W.IN_BEHANDELING}


def words_for(**fields):
    return {str(status): word_for(Melding(status=status, **fields)) for status in Status}


def words_with_lead(is_lead_restricted=False, **fields):
    return {
        str(status): word_for(
            Melding(status=Status.SAMENGEVOEGD, leidend=Melding(status=status, is_beperkt=is_lead_restricted), **fields)
        )
        for status in Status
    }


def test_every_state_has_its_word():
    assert WORDS.keys() == set(Status)
    assert words_for() == OWN


def test_the_words_are_those_of_the_product():
    assert [str(word.label) for word in Woord] == [
        "Ontvangen", "In behandeling", "Vraag aan u", "Bij een partner", "Afgerond", "Ingetrokken",
    ]  # fmt: skip


def test_only_the_word_of_a_partner_takes_names():
    words = [in_words(word, ["Gemeente Rivierdam", "Woonstichting De Linde"]) for word in Woord]
    assert words == [
        *("Ontvangen", "In behandeling", "Vraag aan u", "Bij Gemeente Rivierdam en Woonstichting De Linde"),
        *("Afgerond", "Ingetrokken"),
    ]
    assert [in_words(word) for word in Woord] == [str(word.label) for word in Woord]


def test_a_restricted_melding_is_never_at_a_partner():
    assert words_for(is_beperkt=True) == OWN | RESTRICTED


def test_a_merged_one_follows_its_lead_but_gets_no_question_of_another():
    assert words_with_lead() == OF_LEAD


@pytest.mark.parametrize("fields", [{"is_beperkt": True}, {"is_lead_restricted": True}])
def test_a_merged_one_is_restricted_when_either_is(fields):
    assert words_with_lead(**fields) == OF_LEAD | RESTRICTED


def test_what_was_withdrawn_is_withdrawn_whatever_happens_next():
    assert set(words_for(ingetrokken_op=NOW).values()) == {W.INGETROKKEN}
    assert set(words_with_lead(ingetrokken_op=NOW).values()) == {W.INGETROKKEN}
