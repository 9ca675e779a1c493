"""A partner's address list: read whatever an office saves, compared, and taken over whole or not at all."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agenten.models import Partner, Partneradres
from agenten.partneradressen import Adres, Fout, TooManyGone, Verschil, compare, read, replace

pytestmark = pytest.mark.django_db
A, B, C, D = (Adres("9927AA", number, "") for number in (1, 2, 3, 4))


@pytest.fixture
def partner():
    return Partner.objects.create(
        naam="De Linde", slug="linde", soort="corporatie", telefoon="0123", gecontroleerd_op=date(2026, 1, 1)
    )


def stored(partner):
    found = Partneradres.objects.filter(partner=partner).values_list("postcode", "huisnummer", "toevoeging")
    return sorted(Adres(*row) for row in found)


@pytest.mark.parametrize(
    "content",
    [
        b"postcode;huisnummer;toevoeging\r\n9927AA;1;a-2\r\n",
        b"\xef\xbb\xbfpostcode,huisnummer,toevoeging\n9927 aa,1,A 2\n",
        b"Huurder;Toevoeging;Huisnummer;Postcode\nRen\xe9;a2;1;9927aa\n",
        b"9927AA;1;A2\n\n;;\n9927AA;1;a2",
        b'"9927AA","1","A/2"\r',
    ],
)
def test_a_list_is_read_as_offices_save_it(content):
    found = read(content)
    assert (found.adressen, found.fouten) == ({Adres("9927AA", 1, "A2")}, [])


def test_a_list_without_the_column_of_additions_is_read():
    assert read(b"postcode;huisnummer\n9927AA;1\n").adressen == {A}
    assert read(b"9927AA;1\n9927AA;2;").adressen == {A, B}


def test_wrong_rows_are_named_by_number_and_column():
    content = b"postcode;huisnummer;toevoeging\n9927AA;1;\n0927AA;12a;\n9927AA;;lange toevoeging\n9927AA;-1;\n"
    assert read(content).fouten == [
        Fout(3, "postcode", "postcode"),
        Fout(3, "huisnummer", "huisnummer"),
        Fout(4, "huisnummer", "huisnummer"),
        Fout(4, "toevoeging", "toevoeging"),
        Fout(5, "huisnummer", "huisnummer"),
    ]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "leeg"),
        (b"postcode;huisnummer\n", "leeg"),
        (b"straat;nummer\nLindelaan;1\n", "kop"),
        (b"postcode;nummer\n9927AA;1\n", "kop"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "kop"),
        (b'9927AA;1;"' + b"x" * 200_000, "kop"),
    ],
)
def test_what_is_no_list_is_refused(content, wrong):
    assert [one.wat for one in read(content).fouten] == [wrong]


def test_taking_over_adds_and_removes_and_again_changes_nothing(partner):
    assert replace(partner, {A, B, C}) == Verschil([A, B, C], [], 0)
    assert compare(partner, {A, B, D}) == Verschil([D], [C], 2)
    assert stored(partner) == [A, B, C]
    assert replace(partner, {A, B, D}) == Verschil([D], [C], 2)
    assert replace(partner, {A, B, D}) == Verschil([], [], 3)
    assert stored(partner) == [A, B, D]


def test_more_than_half_never_disappears_unasked(partner):
    replace(partner, {A, B, C})
    with pytest.raises(TooManyGone):
        replace(partner, {A, D})
    assert stored(partner) == [A, B, C]
    replace(partner, {A, D}, allow_drop=True)
    assert stored(partner) == [A, D]
    replace(partner, {A})  # exactly half
    assert stored(partner) == [A]


def test_a_list_leaves_that_of_another_partner_alone(partner):
    other = Partner.objects.create(
        naam="Domus", slug="domus", soort="corporatie", telefoon="0123", gecontroleerd_op=date(2026, 1, 1)
    )
    replace(other, {A, B})
    replace(partner, {A})
    replace(partner, {C}, allow_drop=True)
    assert (stored(other), stored(partner)) == ([A, B], [C])


def test_the_number_of_queries_does_not_grow_with_the_list(partner, django_assert_num_queries):
    for adressen in ({A}, {B}, {C, D}, {A, B}):
        with django_assert_num_queries(7 if partner.adressen.exists() else 5):
            replace(partner, adressen, allow_drop=True)


def run(*args):
    output = StringIO()
    call_command("import_partneradressen", *args, stdout=output)
    return output.getvalue().strip()


def test_the_command_says_what_it_did(partner, tmp_path):
    file = tmp_path / "lijst.csv"
    file.write_text("9927AA;1\n9927AA;2\n9927AA;3\n")
    assert run("linde", file, "--dry-run") == "3 new, 0 gone, 0 unchanged."
    assert stored(partner) == []
    assert run("linde", file) == "3 new, 0 gone, 0 unchanged."
    assert run("linde", file) == "0 new, 0 gone, 3 unchanged."
    file.write_text("9927AA;1\n")
    with pytest.raises(CommandError, match="More than half of the addresses would disappear"):
        run("linde", file)
    assert run("linde", file, "--allow-drop") == "0 new, 2 gone, 1 unchanged."
    file.write_text("9927AA;1\n9927AA;x\n")
    with pytest.raises(CommandError, match=r"Nothing was changed. Wrong:\n  row 2, huisnummer: no house number"):
        run("linde", file)
    assert stored(partner) == [A]


def test_the_command_names_what_is_not_there(partner, tmp_path):
    with pytest.raises(CommandError, match="no partner “x”"):
        run("x", tmp_path / "lijst.csv")
    with pytest.raises(CommandError, match=r"cannot be read: No such file"):
        run("linde", tmp_path / "lijst.csv")
