"""Streets and postcodes for the tests of the search."""

from buurten.models import Postcodereeks, Straat, Straatreeks, Zijde
from buurten.zoeknamen import rebuild
from tests.buurten.gebieden import make_buurt, make_gemeente


def make_straat(naam, *parts, woonplaats=None):
    """A street from parts (buurt, van, tot) or (buurt, van, tot, zijde); its place is that of the gemeente."""
    gemeente = parts[0][0].gemeente
    straat = Straat.objects.create(naam=naam, woonplaats=woonplaats or gemeente.naam, gemeente=gemeente)
    for buurt, van, tot, *zijde in parts:
        Straatreeks.objects.create(straat=straat, buurt=buurt, van=van, tot=tot, zijde=zijde[0] if zijde else "")
    return straat


def make_postcode(postcode, buurt, van=1, tot=99, zijde=Zijde.BEIDE):
    return Postcodereeks.objects.create(postcode=postcode, buurt=buurt, van=van, tot=tot, zijde=zijde)


def make_rivierdam():
    """Rivierdam with two buurten and a place of its own, Oudveen with one; some streets and postcodes."""
    rivierdam = make_gemeente("GM9901", naam="Rivierdam", slug="rivierdam", inwoners=40_000)
    oudveen = make_gemeente("GM9902", naam="Oudveen", slug="oudveen", inwoners=9_000)
    linden = make_buurt(
        "BU99010101", rivierdam, naam="Lindenkwartier", slug="lindenkwartier", inwoners=3_000, pc4="9928"
    )
    haven = make_buurt("BU99010202", rivierdam, naam="Havenbuurt", slug="havenbuurt", inwoners=2_000, pc4="9928")
    dorp = make_buurt("BU99020101", oudveen, naam="Oudveen-Dorp", slug="oudveen-dorp", inwoners=1_500, pc4="9931")
    make_straat("Molenstraat", (linden, 1, 88), (haven, 89, 140))
    make_straat("Molenstraat", (dorp, 1, 60))
    make_straat("Kade", (haven, 1, 20))
    make_straat("Dijk", (haven, 1, 9), woonplaats="Zandhoek")
    make_postcode("9928AA", linden)
    make_postcode("9928AB", linden, 1, 11)
    make_postcode("9928AB", haven, 11, 40)
    make_postcode("9931AA", dorp, 1, 99, Zijde.ONEVEN)
    rebuild()
    return linden, haven, dorp
