"""Partners, their people, agreements and grounds in the admin: who may what, and every answer to a mistake."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from agenten.models import Medewerker, Partner, Partnergebied
from meldingen.models import Convenant, Grond, Mail, Partnercategorie
from tests.meldingen.ingevuld import Filled
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners, make_agreement, refer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = add_partners(make_world())
    for name in ("clerk", "coordinator", "former_clerk", "other_clerk"):
        email = f"{name}@partner.example"
        Medewerker.objects.filter(username=name).update(first_name=name.capitalize(), last_name="Smit", email=email)
    return world


@pytest.fixture
def beheerder(client, world):
    client.force_login(world.users["beheerder"])
    return client


@pytest.fixture
def privacy(client, world):
    client.force_login(world.users["privacy"])
    return client


def address(label, action, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{action}", args=args)


def edit(client, row, **changes):
    page = address(row._meta.label_lower, "change", row.pk)
    return client.post(page, Filled(client.get(page)).data | changes)


def errors(answer):
    """{name of the field: sentence} of every form on the page, formsets by their prefix."""
    found = dict(answer.context["adminform"].form.errors)
    for inline in answer.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): text for name, text in form.errors.items()}
    return {name: next(iter(texts)) for name, texts in found.items()}


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def person(number, **fields):
    values = {"first_name": "Joris", "last_name": "Blom", "email": "J.Blom@rivierdam.example", "taal": "nl"}
    values |= {"is_active": "on", **fields}
    return {f"medewerkers-{number}-{name}": value for name, value in values.items()}


def new_person(world, **fields):
    number = Medewerker.objects.filter(partner=world.gemeente).count()
    return person(number, **fields) | {"medewerkers-TOTAL_FORMS": str(number + 1)}


def invited():
    found = Mail.objects.filter(soort="uitnodiging").order_by("pk")
    return [one.medewerker.username for one in found]


# --- partners ---------------------------------------------------------------------------------------------------------
def test_a_partner_that_is_saved_as_it_stands_does_not_change(beheerder, world):
    models = (Partner, Partnergebied, Partnercategorie, Medewerker)
    before = {model: list(model.objects.order_by("pk").values()) for model in models}
    assert edit(beheerder, world.gemeente).status_code == 302
    assert {model: list(model.objects.order_by("pk").values()) for model in models} == before
    assert invited() == []


def test_a_new_partner_with_an_area_and_subjects(beheerder, world):
    answer = beheerder.post(
        address("agenten.partner", "add"),
        {
            "naam": "Zwembad", "slug": "zwembad", "soort": "anders", "telefoon": "0123 456 789", "is_actief": "on",
            "gecontroleerd_op": "2026-11-01", "onderwerpen": ["VERKEER"],
            "gebieden-TOTAL_FORMS": "1", "gebieden-INITIAL_FORMS": "0", "gebieden-0-buurt": world.buurt.pk,
            "medewerkers-TOTAL_FORMS": "0", "medewerkers-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    assert (answer.status_code, errors(answer) if answer.context else {}) == (302, {})
    made = Partner.objects.get(slug="zwembad")
    assert [one.buurt for one in made.gebieden.all()] == [world.buurt]
    assert list(Partnercategorie.objects.filter(partner=made).values_list("categorie", flat=True)) == ["VERKEER"]


def test_a_subject_that_is_not_ticked_any_more_is_not_handled_any_more(beheerder, world):
    edit(beheerder, world.gemeente, onderwerpen=["OVERIG"])
    handled = Partnercategorie.objects.filter(partner=world.gemeente)
    assert list(handled.values_list("categorie", flat=True)) == ["OVERIG"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"wijk": "WK990101", "buurt": "BU99010101"}], "Kies een gemeente, een wijk of een buurt: precies één."),
        ([{"wijk": "WK990101"}, {"wijk": "WK990101"}], "Dit gebied staat er al. Haal deze regel weg."),
    ],
)
def test_an_area_is_one_place_and_named_once(beheerder, world, rows, sentence):
    changes = {f"gebieden-{1 + n}-{name}": code for n, row in enumerate(rows) for name, code in row.items()}
    answer = edit(beheerder, world.gemeente, **changes, **{"gebieden-TOTAL_FORMS": str(1 + len(rows))})
    assert answer.status_code == 200 and sentence in errors(answer).values()
    assert world.gemeente.gebieden.count() == 1


def test_a_number_that_nobody_can_call_is_refused(beheerder, world):
    answer = edit(beheerder, world.gemeente, telefoon="bel ons", noodlijn="112 a")
    assert set(errors(answer)) == {"telefoon", "noodlijn"}


@pytest.mark.parametrize("name", ["privacy", "auditor", "member", "officer", "chief", "redacteur"])
def test_who_is_no_beheerder_looks_and_changes_nothing(client, world, name):
    client.force_login(world.users[name])
    page = client.get(address("agenten.partner", "change", world.gemeente.pk))
    assert page.status_code == 200
    assert ("clerk@partner.example" in page.text) is (name in ("privacy", "auditor"))
    for answer in (
        client.post(address("agenten.partner", "change", world.gemeente.pk), {"naam": "X"}),
        client.post(address("agenten.partner", "uitnodigen", world.gemeente.pk), {"persoon": world.users["clerk"].pk}),
        client.get(address("agenten.partner", "adressen", world.gemeente.pk)),
        client.get(address("agenten.partner", "add")),
    ):
        assert answer.status_code == 404
    assert (fresh(world.gemeente).naam, invited()) == ("Gemeente Rivierdam", [])


# --- people -----------------------------------------------------------------------------------------------------------
def test_somebody_of_a_partner_gets_an_account_without_password_and_an_invitation(beheerder, world):
    assert edit(beheerder, world.gemeente, **new_person(world)).status_code == 302
    made = Medewerker.objects.get(username="j.blom@rivierdam.example")
    assert (made.rol, made.partner, made.is_staff, made.is_superuser) == ("partner", world.gemeente, False, False)
    assert (made.email, made.taal, made.has_usable_password()) == ("j.blom@rivierdam.example", "nl", False)
    assert invited() == ["j.blom@rivierdam.example"]


def test_an_account_that_is_not_switched_on_gets_no_invitation(beheerder, world):
    data = {name: value for name, value in new_person(world).items() if not name.endswith("is_active")}
    edit(beheerder, world.gemeente, **data)
    assert (Medewerker.objects.get(last_name="Blom").is_active, invited()) == (False, [])


@pytest.mark.parametrize("email", ["officer", "OFFICER@politie.example", "geen adres"])
def test_an_address_that_is_taken_or_is_none_makes_no_account(beheerder, world, email):
    Medewerker.objects.filter(username="officer").update(username="officer@politie.example")
    before = Medewerker.objects.count()
    answer = edit(beheerder, world.gemeente, **new_person(world, email=email))
    assert answer.status_code == 200 and any(name.endswith("email") for name in errors(answer))
    assert (Medewerker.objects.count(), invited()) == (before, [])


def test_the_same_address_twice_in_one_go_makes_no_account(beheerder, world):
    number = Medewerker.objects.filter(partner=world.gemeente).count()
    data = person(number) | person(number + 1, email="j.blom@RIVIERDAM.example")
    answer = edit(beheerder, world.gemeente, **data, **{"medewerkers-TOTAL_FORMS": str(number + 2)})
    assert answer.status_code == 200 and not Medewerker.objects.filter(last_name="Blom").exists()


def test_who_typed_a_wrong_address_corrects_it_and_the_invitation_goes_again(beheerder, world):
    edit(beheerder, world.gemeente, **new_person(world))
    Mail.objects.update(verzonden_op=timezone.now())
    made = Medewerker.objects.get(last_name="Blom")
    page = Filled(beheerder.get(address("agenten.partner", "change", world.gemeente.pk))).data
    field = next(name for name, value in page.items() if value == made.email)
    edit(beheerder, world.gemeente, **{field: "joris@rivierdam.example"})
    made = fresh(made)
    assert (made.username, made.email) == ("joris@rivierdam.example",) * 2
    assert len(invited()) == 2


def test_the_invitation_can_be_sent_again_to_who_still_works_there(beheerder, world):
    page = address("agenten.partner", "uitnodigen", world.gemeente.pk)
    for name in ("former_clerk", "other_clerk", "officer"):
        beheerder.post(page, {"persoon": world.users[name].pk})
    for number in ("", "x", "²", "9" * 30):
        assert beheerder.post(page, {"persoon": number}).status_code == 302
    assert invited() == []
    beheerder.post(page, {"persoon": world.users["clerk"].pk})
    assert invited() == ["clerk"]
    assert beheerder.get(page).status_code == 405


def test_switching_somebody_off_ends_access_at_the_next_request(beheerder, world, django_user_model):
    other = type(beheerder)()
    other.force_login(world.users["clerk"])
    page = Filled(beheerder.get(address("agenten.partner", "change", world.gemeente.pk))).data
    number = next(
        name.split("-")[1] for name, value in page.items()
        if name.endswith("-id") and value == str(world.users["clerk"].pk)
    )  # fmt: skip
    page.pop(f"medewerkers-{number}-is_active")
    assert beheerder.post(address("agenten.partner", "change", world.gemeente.pk), page).status_code == 302
    assert fresh(world.users["clerk"]).is_active is False
    assert SESSION_KEY in other.session
    assert not other.get("/").wsgi_request.user.is_authenticated


def test_people_of_partners_stand_nowhere_else_in_the_admin(beheerder, world):
    clerk = world.users["clerk"]
    assert clerk not in beheerder.get(address("agenten.medewerker", "changelist")).context["cl"].queryset
    assert beheerder.get(address("agenten.medewerker", "change", clerk.pk)).status_code == 404
    assert beheerder.get(reverse("admin:auth_user_password_change", args=[clerk.pk])).status_code == 404
    form = beheerder.get(address("agenten.medewerker", "add")).context["adminform"].form
    assert "partner" not in dict(form.fields["rol"].choices)
    found = beheerder.get(
        reverse("admin:autocomplete"),
        {"app_label": "agenten", "model_name": "basisteam", "field_name": "teamchef", "term": "clerk"},
    )
    assert found.json()["results"] == []


# --- agreements -------------------------------------------------------------------------------------------------------
NEW = {"nummer": "2026-9", "doel": "Samen", "categorieen": ["VERKEER"], "van": "2026-01-01", "tot": "2026-12-31"}


def test_a_new_agreement(beheerder, world):
    answer = beheerder.post(address("meldingen.convenant", "add"), NEW | {"partner": world.gemeente.pk})
    assert answer.status_code == 302
    made = Convenant.objects.get(nummer="2026-9")
    assert (made.partner, list(made.categorieen.all())) == (world.gemeente, [world.categorie])


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"tot": "2025-12-31"}, "tot", "De laatste dag ligt voor de eerste. Kies een latere dag."),
        ({"categorieen": []}, "categorieen", "Kies waar dit convenant over gaat."),
        ({"nummer": "2026-01"}, "nummer",
         "Deze partner heeft al een convenant met dit nummer. Kies een ander nummer."),
    ],
)  # fmt: skip
def test_a_mistake_in_an_agreement_is_explained(beheerder, world, changes, field, sentence):
    answer = beheerder.post(address("meldingen.convenant", "add"), NEW | {"partner": world.gemeente.pk} | changes)
    assert (answer.status_code, errors(answer)) == (200, {field: sentence})


def test_an_agreement_stays_with_its_partner_and_once_used_keeps_its_number(beheerder, world):
    used = make_agreement(world.gemeente, world.categorie, nummer="2026-02")
    refer(world, grond="wpg-20", convenant=used)
    for one in (world.convenant, used):
        edit(beheerder, one, nummer="anders", partner=str(world.corporatie.pk))
    assert (fresh(used).nummer, fresh(used).partner) == ("2026-02", world.gemeente)
    assert (fresh(world.convenant).nummer, fresh(world.convenant).partner) == ("anders", world.gemeente)


# --- grounds ----------------------------------------------------------------------------------------------------------
def test_only_the_privacy_officer_confirms_a_ground_and_changes_nothing_else(privacy, world):
    grond = Grond.objects.get(pk="wpg-16")
    Grond.objects.update(bevestigd_op=None)
    edit(privacy, grond, bevestigd_op="2026-01-02", naam="Anders", ontvangers=["anders"], eist_chef="on")
    now = fresh(grond)
    assert (str(now.bevestigd_op), now.naam, now.ontvangers, now.eist_chef) == (
        "2026-01-02", grond.naam, ["gemeente"], False,
    )  # fmt: skip


def test_the_beheerder_does_not_confirm(beheerder, world):
    Grond.objects.update(bevestigd_op=None)
    grond = Grond.objects.get(pk="wpg-16")
    edit(beheerder, grond, bevestigd_op="2026-01-02", naam="Anders")
    assert (fresh(grond).bevestigd_op, fresh(grond).naam) == (None, "Anders")
    data = {"code": "wpg-9", "naam": "Nieuw", "ontvangers": ["gemeente"], "volgorde": "5", "is_actief": "on"}
    assert beheerder.post(address("meldingen.grond", "add"), data | {"bevestigd_op": "2026-01-02"}).status_code == 302
    assert Grond.objects.get(pk="wpg-9").bevestigd_op is None


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"naam": "Anders"}, True),
        ({"ontvangers": ["gemeente", "anders"]}, False),
        ({"eist_noodzaak": "on"}, False),
        ({"eist_belang": "on"}, False),
        ({"eist_convenant": "on"}, False),
        ({"eist_chef": "on"}, False),
    ],
)
def test_other_terms_take_the_confirmation_away(beheerder, world, changes, stays):
    grond = Grond.objects.get(pk="wpg-16")
    assert edit(beheerder, grond, **changes).status_code == 302
    assert (fresh(grond).bevestigd_op is not None) is stays


def test_what_changed_meanwhile_is_not_confirmed(privacy, world):
    grond = Grond.objects.get(pk="wpg-16")
    page = address("meldingen.grond", "change", grond.pk)
    Grond.objects.update(bevestigd_op=None)
    data = Filled(privacy.get(page)).data | {"bevestigd_op": "2026-01-02"}
    Grond.objects.filter(pk=grond.pk).update(ontvangers=["gemeente", "anders"])
    answer = privacy.post(page, data)
    assert errors(answer) == {"bevestigd_op": "De grond is intussen gewijzigd. Lees hem opnieuw en bevestig hem dan."}
    assert fresh(grond).bevestigd_op is None


def test_a_ground_is_not_confirmed_on_a_day_to_come(privacy, world):
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = edit(privacy, Grond.objects.get(pk="wpg-16"), bevestigd_op=day)
    assert errors(answer) == {"bevestigd_op": "Deze dag komt nog. Kies vandaag of eerder."}


def test_a_corporation_gets_article_19_or_20_only(beheerder, world):
    answer = edit(beheerder, Grond.objects.get(pk="wpg-16"), ontvangers=["gemeente", "corporatie"])
    assert list(errors(answer)) == ["ontvangers"]
