"""What the tests of the partners' interface share: a token, and a client that sends it."""

from django.test import Client

from meldingen.verwijzingen import partnersleutels

ROOT = "/partner/api/v1"
KEY = "kenmerk-0001"


def make_token(partner, naam="Zaaksysteem", key="a key of a form"):
    """(Partnersleutel, the token itself)"""
    return partnersleutels.make(partner, naam, key=key)


class Systeem:
    """The system of a partner: asks with its token, and gives the response."""

    def __init__(self, token, **options):
        self.client, self.token = Client(raise_request_exception=False, **options), token

    def ask(self, method, path, inhoud=None, *, kenmerk=KEY, kind="application/json", **headers):
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "post" and kenmerk:
            given["Idempotency-Key"] = kenmerk
        how = {} if method == "get" else {"data": inhoud, "content_type": kind}
        return getattr(self.client, method)(f"{ROOT}{path}", headers={**given, **headers}, **how)

    def get(self, path, **headers):
        return self.ask("get", path, **headers)

    def post(self, path, inhoud, **how):
        return self.ask("post", path, inhoud, **how)
