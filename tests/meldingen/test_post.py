"""What mails say, in whose language, and the link that confirms an address."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from meldingen import post
from meldingen.codes import code_of, new_key, shown
from meldingen.models import Mail, Melder, Melding, Volgmail
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db
SECRETS = ["Jo Geheim", "scooters", "0612345678", "VERKEER", "Verkeer", "Lindenkwartier", "+31612345678"]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def key():
    return new_key()


@pytest.fixture
def melding(world, key):
    person = {"naam": "Jo Geheim", "email": "jo@example.org", "telefoon": "+31612345678"}
    melding = make_melding(world, key=key, contactvorm="met_naam", **person)
    Volgmail.objects.create(melding=melding, email="volger@example.org")
    return melding


def composed(melding, soort, **fields):
    return post.compose(Mail.objects.create(melding=melding, soort=soort, **fields))


def confirm(row):
    name = "bevestigd_op" if isinstance(row, Volgmail) else "email_bevestigd_op"
    type(row).objects.filter(pk=row.pk).update(**{name: timezone.now()})


def test_news_is_one_neutral_sentence_and_a_link(melding):
    confirm(melding.volgmail)
    message = composed(melding, "nieuws")
    assert (message.subject, message.to, message.from_email) == (
        *("Nieuw bericht", ["volger@example.org"], "webredactie@wijkportaal.example"),
    )
    assert message.body == (
        "Er is nieuws over wat u ons stuurde.\n\nOpen deze pagina en vul uw code in:\n"
        "http://localhost:8000/volgen/\n\nU kunt niet antwoorden op deze mail.\n"
    )


@pytest.mark.parametrize("soort", ["nieuws", "volgmail", "melder", "alarm"])
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_no_mail_tells_anything_of_the_melding(world, melding, key, soort, taal):
    Melding.objects.filter(pk=melding.pk).update(taal=taal)
    melding.refresh_from_db()
    if soort == "nieuws":
        confirm(melding.volgmail)
    chief = world.users["chief"]
    chief.email = "chief@example.org"
    sent = composed(melding, soort, medewerker=chief if soort == "alarm" else None).message().as_string()
    code = code_of(key)
    for secret in [*SECRETS, melding.nummer, code, shown(code)]:
        assert secret not in sent
    names = {line.partition(":")[0] for line in sent.split("\n\n")[0].splitlines()}
    assert names == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"),
        *("Message-ID", "Auto-Submitted"),
    }
    assert "text/plain" in sent and "html" not in sent


def test_links_of_an_english_melding_lead_to_english_pages(melding):
    Melding.objects.filter(pk=melding.pk).update(taal="en")
    melding.refresh_from_db()
    confirm(melding.volgmail)
    assert "http://localhost:8000/en/volgen/" in composed(melding, "nieuws").body
    assert "http://localhost:8000/en/volgen/e-mail/melder-" in composed(melding, "melder").body


def test_an_alarm_speaks_the_language_of_the_medewerker_and_leads_to_the_admin(world, melding):
    chief = world.users["chief"]
    chief.email = "chief@example.org"
    message = composed(melding, "alarm", medewerker=chief)
    assert (message.subject, message.to) == ("Bekijk dit nu", ["chief@example.org"])
    assert message.body == "Er is een melding die u nu moet bekijken.\nhttp://localhost:8000/admin/\n"


def test_an_alarm_also_goes_out_about_a_restricted_melding(world, melding):
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=True)
    melding.refresh_from_db()
    chief = world.users["chief"]
    chief.email = "chief@example.org"
    assert composed(melding, "alarm", medewerker=chief)
    assert [composed(melding, soort) for soort in ("nieuws", "volgmail", "melder")] == [None, None, None]


def test_a_mail_has_the_same_id_at_each_try_and_another_than_other_mails(melding):
    first, other = (Mail.objects.create(melding=melding, soort=soort) for soort in ("volgmail", "melder"))
    ids = [post.compose(mail).extra_headers["Message-ID"] for mail in (first, first, other)]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@localhost>")


def test_an_address_cannot_add_headers(melding):
    Volgmail.objects.update(email="a@example.org\nBcc: b@example.org")
    melding = Melding.objects.get()
    message = composed(melding, "volgmail")
    with pytest.raises(ValueError, match="newlines"):
        message.message()


# --- the link that confirms -------------------------------------------------------------------------------------------


@pytest.fixture(params=["volgmail", "melder"])
def row(request, melding):
    return getattr(melding, request.param)


def test_a_token_leads_to_its_row(row):
    found = post.read_token(post.confirm_token(row))
    assert (type(found), found.pk) == (type(row), row.pk)


def test_a_token_holds_no_address(row):
    token = post.confirm_token(row)
    assert token.startswith(f"{type(row).__name__.lower()}-{row.pk}:")
    assert "@" not in token and "example" not in token


@pytest.mark.parametrize(("age", "works"), [(-1, True), (1, False)])
def test_a_token_works_for_48_hours(row, age, works):
    token = post.confirm_token(row)
    with time_machine.travel(timezone.now() + timedelta(hours=48, seconds=age), tick=False):
        assert (post.read_token(token) is not None) is works


def test_a_token_of_an_earlier_address_is_worth_nothing(row):
    token = post.confirm_token(row)
    row.email = "other@example.org"
    row.save()
    assert post.read_token(token) is None


def test_a_token_of_a_row_that_is_gone_is_worth_nothing(row):
    token = post.confirm_token(row)
    row.delete()
    assert post.read_token(token) is None


def test_a_token_of_another_row_or_sort_is_worth_nothing(melding):
    Volgmail.objects.update(email="jo@example.org")
    melding.volgmail.refresh_from_db()
    token = post.confirm_token(melding.volgmail)
    assert post.read_token(token.replace("volgmail", "melder")) is None
    assert post.read_token(token.replace(f"-{melding.pk}:", f"-{melding.pk + 1}:")) is None


@pytest.mark.parametrize("bad", ["", ":", "volgmail", "volgmail-", "volgmail-x:a:b", "nieuws-1:a:b", "volgmail-٣:a:b"])
def test_what_is_no_token_is_worth_nothing(melding, bad):
    assert post.read_token(bad) is None
    assert post.read_token(bad + "9" * 40) is None


def test_a_token_with_one_wrong_character_is_worth_nothing(row):
    token = post.confirm_token(row)
    for place in range(len(token)):
        wrong = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert post.read_token(wrong) is None
    assert isinstance(row, (Volgmail, Melder))
