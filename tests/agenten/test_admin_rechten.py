"""What a role may fill in and choose in the admin: fields, choices, autocomplete, accounts."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from agenten.models import Account, Foto, Medewerker, Spreekuur, Uitzondering, Werkgebied, Wijkagent
from agenten.rechten import may
from tests.agenten.roles import admin_address
from tests.buurten.gebieden import make_buurt, make_gemeente

pytestmark = pytest.mark.django_db


def test_an_officer_cannot_give_hours_to_a_colleague(world, client):
    users, groups = world
    colleague = groups[1]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    offered = client.get(admin_address("agenten.spreekuur", "add")).context["adminform"].form.fields["wijkagent"]
    assert [agent.naam for agent in offered.queryset] == ["Samira"]
    client.post(admin_address("agenten.spreekuur", "add"), hours_of(colleague))
    assert Spreekuur.objects.filter(wijkagent=colleague).count() == 1
    own = groups[0]["agenten.spreekuur"]
    client.post(admin_address("agenten.spreekuur", "change", own.pk), hours_of(colleague))
    own.refresh_from_db()
    assert own.wijkagent == groups[0]["agenten.wijkagent"]


def hours_of(agent, **fields):
    return {
        "wijkagent": agent.pk,
        "titel": "Spreekuur",
        "herhaling": "wekelijks",
        "om_de_weken": 1,
        "eerste_datum": "2026-09-01",
        "begin_tijd": "10:00",
        "eind_tijd": "11:00",
        "plaats": "Bieb",
        "uitzonderingen-TOTAL_FORMS": 0,
        "uitzonderingen-INITIAL_FORMS": 0,
        **fields,
    }


def test_a_chief_offers_hours_of_the_own_officers_only(world, client):
    users, _groups = world
    client.force_login(users["teamchef"])
    offered = client.get(admin_address("agenten.spreekuur", "add")).context["adminform"].form.fields["wijkagent"]
    assert [agent.naam for agent in offered.queryset] == ["Joost", "Piet", "Samira"]


OWN_FIELDS = {
    *("naam", "korte_naam", "is_achternaam_verborgen", "is_foto_verborgen", "nieuwe_foto", "foto_weg"),
    *("taken", "talen", "werkdagen", "sinds_datum", "over_mij"),
}


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("wijkagent", OWN_FIELDS),
        ("teamchef", OWN_FIELDS),
        ("redacteur", {"korte_naam", "nieuwe_foto", "foto_weg", "talen", "werkdagen", "over_mij"}),
        ("beheerder", OWN_FIELDS | {"basisteam", "medewerker", "slug", "is_actief"}),
    ],
)
def test_a_role_edits_only_its_fields_of_an_officer(world, client, role, fields):
    users, groups = world
    client.force_login(users[role])
    page = client.get(admin_address("agenten.wijkagent", "change", groups[0]["agenten.wijkagent"].pk))
    assert set(page.context["adminform"].form.fields) == fields


def test_fields_that_were_not_offered_are_not_taken_from_the_post(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    sent = {
        "naam": "Samira",
        "korte_naam": "Sam",
        "taken": ["wijk"],
        "slug": "baas",
        "is_actief": "",
        "uid": "1",
        "basisteam": groups[2]["agenten.basisteam"].pk,
        "medewerker": users["auditor"].pk,
        "accounts-TOTAL_FORMS": 0,
        "accounts-INITIAL_FORMS": 0,
        "werkgebieden-TOTAL_FORMS": 0,
        "werkgebieden-INITIAL_FORMS": 0,
    }
    answer = client.post(admin_address("agenten.wijkagent", "change", own.pk), sent)
    assert answer.status_code == 302
    now = Wijkagent.objects.get(pk=own.pk)
    assert (now.korte_naam, now.slug, now.is_actief, now.uid) == ("Sam", "samira", True, "")
    assert (now.basisteam_id, now.medewerker_id) == (own.basisteam_id, own.medewerker_id)


def test_an_area_that_was_not_offered_to_an_officer_is_not_taken_from_the_post(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    sent = {"naam": "Samira", "korte_naam": "Samira", "taken": ["wijk"]}
    sent |= {"accounts-TOTAL_FORMS": 0, "accounts-INITIAL_FORMS": 0}
    sent |= {"werkgebieden-TOTAL_FORMS": 1, "werkgebieden-INITIAL_FORMS": 0}
    sent |= {"werkgebieden-0-buurt": "BU99020101", "werkgebieden-0-van": "2026-11-23"}
    answer = client.post(admin_address("agenten.wijkagent", "change", own.pk), sent)
    assert answer.status_code == 302
    assert list(Werkgebied.objects.filter(wijkagent=own).values_list("buurt", flat=True)) == ["BU99010101"]


def test_autocomplete_offers_only_what_the_role_may_see(world, client):
    users, _groups = world
    asked = {"app_label": "agenten", "model_name": "basisteam", "field_name": "teamchef", "term": "a"}
    found = {}
    for role in ("wijkagent", "teamchef", "beheerder"):
        client.force_login(users[role])
        answer = client.get(reverse("admin:autocomplete"), asked)
        found[role] = {row["text"] for row in answer.json()["results"]} if answer.status_code == 200 else None
    assert found["wijkagent"] == {"Wijkagent"}
    assert found["teamchef"] == {"Teamchef"}
    assert {"Wijkagent", "Teamchef", "Redacteur"} < found["beheerder"]


def test_areas_of_one_name_are_told_apart_in_a_list_to_search_in(client, db):
    client.force_login(Medewerker.objects.create_superuser("baas", password="een heel lang wachtwoord"))
    make_buurt("BU00140001", make_gemeente("GM0014", naam="Groningen"), naam="Noord")
    make_buurt("BU00800001", make_gemeente("GM0080", naam="Leeuwarden"), naam="Noord")
    asked = {"app_label": "agenten", "model_name": "teamgebied", "field_name": "buurt", "term": "noord"}
    answer = client.get(reverse("admin:autocomplete"), asked)
    texts = {row["text"] for row in answer.json()["results"]}
    assert texts == {"Noord, 001400, Groningen", "Noord, 008000, Leeuwarden"}
    asked = {"app_label": "agenten", "model_name": "wijkteam", "field_name": "wijken", "term": "0014"}
    texts = {row["text"] for row in client.get(reverse("admin:autocomplete"), asked).json()["results"]}
    assert texts == {"001400, Groningen"}


def test_a_new_account_as_the_form_proposes_it_can_sign_in(client, db):
    client.force_login(Medewerker.objects.create_superuser("baas", password="een heel lang wachtwoord"))
    page = client.get(reverse("admin:agenten_medewerker_add"))
    assert "After you" not in page.content.decode()
    proposed = {field.name: field.value() or "" for field in page.context["adminform"].form}
    secret = "nog een lang wachtwoord"
    sent = {**proposed, "username": "hassan", "rol": "beheerder", "password1": secret, "password2": secret}
    assert client.post(reverse("admin:agenten_medewerker_add"), sent).status_code == 302
    client.logout()
    assert client.post(reverse("admin:login"), {"username": "hassan", "password": secret}).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_beheerder_makes_no_break_glass_account_and_takes_none_over(world, client):
    users, _groups = world
    superuser, beheerder = users["superuser"], users["beheerder"]
    client.force_login(beheerder)
    assert client.post(reverse("admin:auth_user_password_change", args=[superuser.pk]), {}).status_code == 404
    page = client.get(admin_address("agenten.medewerker", "change", superuser.pk))
    assert b'name="_save"' not in page.content
    sent = {"username": "iemand", "rol": "auditor", "taal": "nl", "is_staff": "on", "is_active": "on"}
    other = Medewerker.objects.get(username="iemand")
    client.post(admin_address("agenten.medewerker", "change", other.pk), {**sent, "is_superuser": "on"})
    other.refresh_from_db()
    assert (other.rol, other.is_superuser) == ("auditor", False)
    client.post(admin_address("agenten.medewerker", "change", beheerder.pk), {**sent, "username": "beheerder"})
    assert Medewerker.objects.get(pk=beheerder.pk).rol == "beheerder"


def test_everybody_chooses_the_own_language_and_nothing_else(world, client):
    users, _groups = world
    for role in ("teamlid", "wijkagent", "redacteur", "auditor"):
        client.force_login(users[role])
        page = client.get(admin_address("agenten.medewerker", "change", users[role].pk))
        assert set(page.context["adminform"].form.fields) == {"taal"}, role


def test_an_officer_out_of_service_is_no_officer_from_the_next_request(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    address = admin_address("agenten.spreekuur", "change", groups[0]["agenten.spreekuur"].pk)
    assert client.get(address).status_code == 200
    Wijkagent.objects.filter(pk=own.pk).update(is_actief=False)
    assert client.get(address).status_code == 404


def test_an_account_that_is_closed_may_nothing(world, client):
    user = world[0]["not_active"]
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 302
    assert authenticate(username="not_active", password="x") is None
    assert not user.has_module_perms("agenten")


def test_only_the_auditor_reads_the_log_of_the_admin(world, client):
    users, groups = world
    row = groups[0]["agenten.spreekuur"]
    kind = ContentType.objects.get_for_model(Spreekuur)
    LogEntry.objects.create(
        user=users["beheerder"], content_type=kind, object_id=row.pk, object_repr="x", action_flag=2
    )
    opened = set()
    for role, user in users.items():
        client.force_login(user)
        answer = client.get(reverse("admin:admin_logentry_changelist"))
        opened |= {role} if answer.status_code == 200 else set()
        if answer.status_code == 200:
            assert client.post(reverse("admin:admin_logentry_add"), {}).status_code == 404
    assert opened == {"auditor", "superuser"}


@pytest.mark.parametrize("model", [Account, Foto, Uitzondering, Werkgebied])
def test_rows_on_the_page_of_their_parent_follow_the_parent(world, model):
    users, groups = world
    for child, parent in ((Account, "wijkagent"), (Foto, "wijkagent"), (Uitzondering, "spreekuur")):
        for group in groups:
            row = group[child._meta.label_lower]
            for user in users.values():
                for action in ("view", "change", "delete"):
                    under = may(user, action, child, group[f"agenten.{parent}"])
                    assert under == may(user, action, child, row)


@pytest.mark.parametrize(
    "address",
    [
        *("agenten/wijkagent/?naam__regex=(", "agenten/spreekuur/?plaats__iregex=(", "buurten/alias/?naam__regex=("),
        *("agenten/bureau/?bron__has_key=%00", "agenten/wijkagent/?talen__0=%00", "agenten/wijkagent/?bron__date=%00"),
        *("agenten/wijkagent/?talen=(", "agenten/spreekuur/?eerste_datum__year=-1", "buurten/gemeente/?naam=%00"),
    ],
)
def test_what_no_filter_of_a_list_asks_is_a_wrong_address(world, client, address):
    client.force_login(world[0]["beheerder"])
    assert client.get(f"/admin/{address}").status_code == 400


def test_every_field_in_a_table_of_rows_has_a_name(world, client):
    users, groups = world
    client.force_login(users["beheerder"])
    page = client.get(admin_address("agenten.wijkagent", "change", groups[0]["agenten.wijkagent"].pk)).content.decode()
    for name in ("accounts-0-naam", "accounts-0-DELETE", "werkgebieden-0-van", "werkgebieden-1-tot"):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
        assert re.search(r'aria-label="[^"]+"', field), name


def test_the_hash_of_a_password_is_on_no_page(world, client):
    users, _groups = world
    for user in users.values():
        user.set_password("Een-lang-woord-1")
        user.save()
    looked_at = 0
    for user in users.values():
        client.force_login(user)
        for other in users.values():
            page = client.get(admin_address("agenten.medewerker", "change", other.pk))
            looked_at += page.status_code == 200
            assert other.password.rpartition("$")[2] not in page.content.decode(), (user.username, other.username)
    assert looked_at > 4 * len(users)


def test_a_row_with_a_nul_in_its_address_does_not_exist(world, client):
    client.force_login(world[0]["beheerder"])
    for page in ("change", "history"):
        assert client.get(f"/admin/buurten/gemeente/%00/{page}/").status_code == 404


def test_an_area_name_that_is_not_there_looks_like_one_that_may_not_be_seen(world, client):
    users, groups = world
    client.force_login(users["wijkagent"])
    there = groups[0]["buurten.alias"].pk
    for page in ("change", "delete", "history"):
        answers = [client.get(admin_address("buurten.alias", page, pk)).status_code for pk in (there, there + 1000)]
        assert answers == [404, 404], page
