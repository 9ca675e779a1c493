from django.db import migrations

# A function carries its own threshold, so that no setting stays behind on a connection that others use next.
LIJKT = """
CREATE FUNCTION zoeknaam_lijkt(tekst text) RETURNS TABLE (id bigint, lijkt real) LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.45
AS $$
    SELECT z.id, similarity(z.norm, tekst) FROM buurten_zoeknaam z WHERE z.norm % tekst
    ORDER BY 2 DESC, z.gewicht DESC, 1 LIMIT 60
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("buurten", "0002_areas")]

    operations = [migrations.RunSQL(LIJKT, "DROP FUNCTION zoeknaam_lijkt(text)")]
