"""Words in a story that may point to danger: the form pauses once, and the melding gets a badge “Mogelijk …”.

A fixed list, in Dutch and English, kept short on purpose: a word that is seldom about danger makes people stop reading
badges. To be read again each year by people who know the work. Words are compared as a whole, in small letters without
accents and punctuation; `*` stands for the rest of a word. Nothing is decided by it: a person judges each badge.
"""

import re
from functools import cache

from buurten.zoektekst import normalise
from meldingen.models import Vermoeden

# The first one that fits names the badge: what is worst stands first.
WORDS = {
    Vermoeden.ZELFDODING: (
        "zelfmoord*, zelf moord*, zelfdoding*, suicid*, zichzelf iets aan*, mezelf iets aan*, mijzelf iets aan*, "
        "wil niet meer leven, wil dood, einde aan mijn leven, einde aan "
        "zijn leven, einde aan haar leven, maak er een eind aan, voor de trein springen, kill myself, kill "
        "himself, kill herself, end my life, end his life, end her life, want to die, self harm*"
    ),
    Vermoeden.GEWELD_THUIS: (
        "huiselijk geweld, mishandelt, mishandelde, mishandeld, kindermishandeling, slaat mij, slaat me, "
        "slaat mijn, slaan mij, slaan me, sloeg mij, sloeg me, word geslagen, wordt geslagen, slaat haar, "
        "slaat hem, slaat zijn vrouw, slaat haar man, slaat zijn kind*, slaat haar kind*, slaat de kinderen, "
        "geslagen door mijn, verkracht*, aangerand, aanranding, eerwraak, eergerelateerd*, uithuwelijk*, "
        "opgesloten, stalkt, gestalkt, stalking, domestic violence, domestic abuse, child abuse, beats me, "
        "beats her, beats him, beats his wife, beats his kids, beats the children, hits me, hits her, hits "
        "his wife, hits the children, raped, rape, sexually assaulted, sexual assault, locked up, stalker, stalked, "
        "beating me, beating her, beats my, hits my, stalks me, stalks her, forced marriage"
    ),
    Vermoeden.WAPEN: (
        "pistool, pistolen, vuurwapen*, vuur wapen*, geweer, geweren, handgranaat, handgranaten, granaat, explosief, "
        "explosieven, explosie, bom, bommen, machete, machetes, kapmes, kapmessen, met een mes, met messen, "
        "steekt mij neer, steekt me neer, heeft een "
        "mes, mes op zak, neergestoken, steekpartij*, schietpartij*, geschoten, schoten gehoord, a gun, his "
        "gun, her gun, the gun, guns, firearm*, handgun*, rifle*, grenade*, explosive*, explosion, bomb, "
        "bombs, with a knife, with knives, has a knife, stabbed, stabbing*, shooting*, gunshot*, shots fired"
    ),
    Vermoeden.BEDREIGING: (
        "bedreigt, bedreigd, bedreigde, bedreigen, bedreiging*, doodsbedreiging*, dreigt met, dreigt mij, "
        "dreigt me, dreigt hem, dreigt haar, dreigt ons, dreigde, gedreigd, maakt mij dood, maakt me dood, "
        "maak je dood, maakt hem dood, maakt haar dood, vermoord*, gaat mij slaan, gaat hem slaan, gaat haar "
        "slaan, afgeperst, afpersing, gechanteerd, chantage, threatens, threatened, threatening, threat, "
        "threats, death threat*, kill me, kill you, kill him, kill her, kill us, murder*, blackmail*, extort*"
    ),
    Vermoeden.GEVAAR: (
        "levensgevaar*, in gevaar, bewusteloos, niet aanspreekbaar, overdosis, bloedt, ontvoerd, ontvoering*, "
        "gijzel*, vermist kind, brandstichting, gaslucht, in danger, life threatening, unconscious, "
        "overdose*, bleeding, kidnap*, hostage*, missing child, arson, smell of gas"
    ),
}


@cache
def patterns():
    return [(vermoeden, re.compile(rf"\b(?:{'|'.join(as_pattern(words))})\b")) for vermoeden, words in WORDS.items()]


def as_pattern(words):
    return [normalise(word).replace(" ", " +") + (r"\w*" if word.endswith("*") else "") for word in words.split(", ")]


def danger_words(text):
    """The Vermoeden that a text points to, the worst when there are more; "" when there is none."""
    plain = normalise(text) if text else ""
    return next((vermoeden for vermoeden, pattern in patterns() if pattern.search(plain)), "") if plain else ""
