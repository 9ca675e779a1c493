from django.db import migrations


def unlogged(table):
    """No trace of senders in the write-ahead log, on a standby or in an archive (SAFETY S13)."""
    return migrations.RunSQL(f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED")


class Migration(migrations.Migration):
    dependencies = [("meldingen", "0001_meldingen")]

    operations = [unlogged("meldingen_dagsleutel"), unlogged("meldingen_teller"), unlogged("meldingen_volgsessie")]
