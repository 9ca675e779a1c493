"""Danger words: found as whole words in both languages, however they are typed, and not in ordinary stories."""

import pytest

from meldingen.dringend import WORDS, danger_words
from meldingen.models import Vermoeden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hij heeft een pistool.", "wapen"),
        ("HIJ HEEFT EEN PISTOOL", "wapen"),
        ("Er was een schietpartij in de straat", "wapen"),
        ("Mijn buurman bedreigt me", "bedreiging"),
        ("Hij bedreigde\nmij gisteren", "bedreiging"),
        ("Ik hoor dat hij zijn vrouw slaat; hij slaat haar elke avond.", "geweld_thuis"),
        ("Zij is verkracht", "geweld_thuis"),
        ("mijn broer wil niet meer   leven", "zelfdoding"),
        ("Ze praat over zelfmoordplannen", "zelfdoding"),
        ("Sûïcide", "zelfdoding"),
        ("Er ligt iemand bewusteloos", "gevaar"),
        ("Ik ruik een gaslucht", "gevaar"),
        ("He has a knife", "wapen"),
        ("Mijn man slaat me", "geweld_thuis"),
        ("Ik word geslagen", "geweld_thuis"),
        ("He hits my mother", "geweld_thuis"),
        ("my husband is beating me", "geweld_thuis"),
        ("Hij praat over zelf-moord", "zelfdoding"),
        ("Ze wil zichzelf iets aandoen", "zelfdoding"),
        ("Ze vechten met messen", "wapen"),
        ("Hij heeft een vuur wapen", "wapen"),
        ("she wants to kill herself", "zelfdoding"),
        ("My neighbour threatened us", "bedreiging"),
        ("He beats the children", "geweld_thuis"),
        ("They smell of gas, there is a smell of gas", "gevaar"),
        ("Hij heeft een pistool en wil niet meer leven", "zelfdoding"),  # the worst first
    ],
)
def test_danger_is_recognised(text, expected):
    assert danger_words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Elke avond rijden twee scooters heel hard door het park.",
        "Ik gun het hem van harte.",
        "De bomen moeten gesnoeid worden.",
        "Het dreigt te gaan regenen en het plein staat vol.",
        "Kunt u mij helpen met een vraag?",
        "De klok slaat elk uur, en dat steekt mij.",
        "Please help me with a question.",
        "Messcherp opgelet, bombast, wapenstilstandslaan 3.",
        "The shop is on Gunning Street.",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert danger_words(text) == ""


def test_every_badge_has_its_words():
    assert set(WORDS) == set(Vermoeden)


def test_a_long_story_is_read_in_no_time():
    assert danger_words("Elke avond is het onrustig op het plein. " * 100) == ""
