"""The addresses of a site that forgets to encrypt the story: the control of the search for traces."""

from meldingen.models import Melding
from tests.live.urls import *  # noqa: F403

STORY = Melding._meta.get_field("verhaal")
STORY.get_db_prep_value = lambda value, connection, prepared=False: value.encode()
STORY.from_db_value = lambda value, expression, connection: bytes(value).decode()
