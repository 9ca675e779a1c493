import pytest
from django.urls import reverse

from agenten.models import Medewerker
from buurten.models import Alias, Buurt, Gemeente, Zoeknaam
from buurten.zoeknamen import rebuild
from tests.buurten.gebieden import make_buurt


@pytest.fixture
def beheerder(client, db):
    """A client signed in as somebody who may do everything."""
    client.force_login(Medewerker.objects.create_superuser("baas", password="een heel lang wachtwoord"))
    return client


def change(model, pk):
    return reverse(f"admin:buurten_{model}_change", args=[pk])


def test_areas_are_not_added_changed_or_deleted_by_hand(beheerder):
    found = make_buurt("BU00140001", naam="Noord")
    for model in ("gemeente", "wijk", "buurt", "oudpad"):
        assert beheerder.get(reverse(f"admin:buurten_{model}_add")).status_code == 404
    assert beheerder.post(reverse("admin:buurten_buurt_delete", args=[found.pk]), {"post": "yes"}).status_code == 404
    assert beheerder.post(change("buurt", found.pk), {"naam": "Anders"}).status_code == 404
    assert Buurt.objects.get().naam == "Noord"


def test_of_a_gemeente_only_phone_and_website_are_ours(beheerder):
    make_buurt("BU00140001")
    data = {"telefoon": "14 050", "website": "https://gemeente.groningen.nl/", "naam": "Anders", "slug": "anders"}
    assert beheerder.post(change("gemeente", "GM0014"), data).status_code == 302
    fields = ["telefoon", "website", "naam", "slug"]
    assert Gemeente.objects.values_list(*fields).get() == (
        "14 050",
        "https://gemeente.groningen.nl/",
        "GM0014",
        "gm0014",
    )


def test_another_name_is_found_at_once_and_no_longer_when_it_is_gone(beheerder):
    make_buurt("BU00140001", naam="Noord")
    rebuild()
    data = {"naam": "Korrewegwijk", "buurt": "BU00140001"}
    assert beheerder.post(reverse("admin:buurten_alias_add"), data).status_code == 302
    assert Zoeknaam.objects.values_list("sleutel", "is_alias").get(naam="Korrewegwijk") == ("BU00140001", True)
    alias = Alias.objects.get()
    assert beheerder.post(change("alias", alias.pk), data | {"naam": "De Korreweg"}).status_code == 302
    assert Zoeknaam.objects.filter(naam="Korrewegwijk").exists() is False
    assert beheerder.post(reverse("admin:buurten_alias_delete", args=[alias.pk]), {"post": "yes"}).status_code == 302
    assert Zoeknaam.objects.filter(naam="De Korreweg").exists() is False


def test_another_name_is_of_exactly_one_area(beheerder):
    make_buurt("BU00140001")
    data = {"naam": "Korrewegwijk", "buurt": "BU00140001", "gemeente": "GM0014"}
    answer = beheerder.post(reverse("admin:buurten_alias_add"), data)
    assert "Kies precies één gemeente, wijk of buurt." in answer.content.decode()
    assert Alias.objects.count() == 0


@pytest.mark.parametrize("model", ["gemeente", "wijk", "buurt"])
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(beheerder, django_assert_max_num_queries, model):
    make_buurt("BU00140001")
    address = reverse(f"admin:buurten_{model}_changelist")
    with django_assert_max_num_queries(20) as one:
        assert beheerder.get(address + "?q=0").status_code == 200
    for code in ("BU00150001", "BU00160001"):
        make_buurt(code)
    with django_assert_max_num_queries(len(one)):
        assert beheerder.get(address + "?q=0").status_code == 200


def test_an_area_is_found_by_name_and_by_code(beheerder):
    make_buurt("BU00140001", naam="Noord")
    make_buurt("BU00140002", naam="Zuid")
    address = reverse("admin:buurten_buurt_changelist")
    for query in ("noor", "BU00140001"):
        page = beheerder.get(address, {"q": query}).content.decode()
        assert ("Noord" in page, "Zuid" in page) == (True, False)


def test_without_a_right_there_is_nothing_to_see(client, db):
    client.force_login(Medewerker.objects.create_user("niemand", password="een heel lang wachtwoord", is_staff=False))
    assert client.get(reverse("admin:buurten_alias_changelist")).status_code == 302
