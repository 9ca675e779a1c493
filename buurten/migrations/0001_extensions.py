from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent is only STABLE because its dictionary may change; ours never does, and an index needs IMMUTABLE.
ZOEKNORM = """
CREATE FUNCTION zoeknorm(tekst text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(lower(unaccent('unaccent'::regdictionary, tekst)), '[^a-z0-9]+', ' ', 'g'));
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(ZOEKNORM, "DROP FUNCTION zoeknorm(text)"),
    ]
