"""The address of an officer follows the name, and every old one keeps working."""

import pytest
from django.urls import reverse

from agenten.models import OudAdres, Rol, Wijkagent
from agenten.slugs import save_with_slug, slug_for
from tests.agenten import people

pytestmark = pytest.mark.django_db


def old_addresses():
    return dict(OudAdres.objects.order_by("slug").values_list("slug", "wijkagent__naam"))


def test_a_new_name_gives_a_new_address_and_keeps_the_old_one():
    agent = people.wijkagent("Samira el Amrani")
    agent.naam = "Samira Jansen"
    save_with_slug(agent)
    assert (agent.slug, old_addresses()) == ("samira-jansen", {"samira-el-amrani": "Samira Jansen"})


def test_hiding_the_surname_takes_it_out_of_the_address():
    agent = people.wijkagent("Samira el Amrani")
    agent.is_achternaam_verborgen = True
    save_with_slug(agent)
    assert agent.slug == "wijkagent-samira"


def test_a_name_that_comes_back_takes_its_own_old_address():
    agent = people.wijkagent("Samira el Amrani")
    for naam in ("Samira Jansen", "Samira el Amrani"):
        agent.naam = naam
        save_with_slug(agent)
    assert (agent.slug, old_addresses()) == ("samira-el-amrani", {"samira-jansen": "Samira el Amrani"})


def test_an_address_that_somebody_else_has_or_had_is_not_free():
    first = people.wijkagent("Jan de Wit")
    first.naam = "Jan Zwart"
    save_with_slug(first)
    people.wijkagent("Jan Bruin")
    assert [slug_for(naam) for naam in ("Jan de Wit", "Jan Zwart", "Jan Bruin", "Jan Geel", "李")] == [
        *("jan-de-wit-2", "jan-zwart-2", "jan-bruin-2", "jan-geel", "wijkagent"),
    ]


def test_the_same_name_changes_nothing():
    agent = people.wijkagent("Samira el Amrani", slug="samira")
    agent.over_mij = "Hallo."
    save_with_slug(agent)
    assert (Wijkagent.objects.get().slug, old_addresses()) == ("samira", {})


def sent(**fields):
    data = {"naam": "Samira el Amrani", "korte_naam": "Samira", "taken": ["wijk"], "is_actief": "on"}
    for prefix in ("accounts", "werkgebieden"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | fields


def test_a_beheerder_chooses_another_address_in_the_admin(client):
    agent = people.wijkagent("Samira el Amrani")
    other = people.wijkagent("Joost")
    OudAdres.objects.create(slug="jo", wijkagent=other)
    client.force_login(people.medewerker("beheerder", Rol.BEHEERDER))
    page = reverse("admin:agenten_wijkagent_change", args=[agent.pk])
    refused = client.post(page, sent(slug="jo"))
    sentence = "Dit adres is of was van een andere wijkagent. Kies een ander adres."
    assert refused.context["adminform"].form.errors == {"slug": [sentence]}
    assert client.post(page, sent(slug="samira")).status_code == 302
    agent.refresh_from_db()
    assert agent.slug == "samira"
    assert old_addresses() == {"jo": "Joost", "samira-el-amrani": "Samira el Amrani"}


def test_a_new_officer_gets_an_address_from_the_name(client):
    client.force_login(people.medewerker("beheerder", Rol.BEHEERDER))
    assert client.post(reverse("admin:agenten_wijkagent_add"), sent(slug="")).status_code == 302
    assert Wijkagent.objects.get().slug == "samira-el-amrani"


def test_an_account_is_cleaned_or_refused(client):
    agent = people.wijkagent("Samira el Amrani")
    client.force_login(people.medewerker("beheerder", Rol.BEHEERDER))
    page = reverse("admin:agenten_wijkagent_change", args=[agent.pk])
    row = {"accounts-TOTAL_FORMS": 1, "accounts-0-netwerk": "x", "accounts-0-naam": "javascript:alert(1)"}
    refused = client.post(page, sent(**row))
    assert "Vul de naam op X in, zonder @" in refused.content.decode()
    assert client.post(page, sent(**(row | {"accounts-0-naam": " @wijk_samira "}))).status_code == 302
    assert [account.naam for account in agent.accounts.all()] == ["wijk_samira"]
