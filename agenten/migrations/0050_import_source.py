from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenten", "0040_uitzondering_gaat_door")]

    operations = [
        migrations.AddField(
            "bureau",
            "bron",
            models.JSONField(default=dict, db_default={}, editable=False, help_text="zoals de laatste import het las"),
        ),
        migrations.AddField(
            "wijkagent",
            "bron",
            models.JSONField(default=dict, db_default={}, editable=False, help_text="zoals de laatste import het las"),
        ),
    ]
