"""`manage.py check --deploy` of this app."""

import pytest

from meldingen.checks import mail_server_is_named


@pytest.mark.parametrize(("is_named", "ids"), [(True, []), (False, ["meldingen.W001"])])
def test_a_mail_server_that_nobody_named_is_a_warning(settings, is_named, ids):
    settings.IS_MAIL_SERVER_NAMED = is_named
    assert [warning.id for warning in mail_server_is_named(None)] == ids
