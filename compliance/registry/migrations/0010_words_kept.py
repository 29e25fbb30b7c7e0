"""Every word by which somebody can be found stands among the known words, from the moment it is written (PostgreSQL): a search may then ask for whole words alone."""

from django.db import migrations

WORDS = """
CREATE FUNCTION registry_staffmember_know_words() RETURNS trigger AS $$ BEGIN
  IF EXISTS (SELECT FROM registry_searchword WHERE word = '') THEN
    INSERT INTO registry_searchword (word, people)
    SELECT DISTINCT left(CASE WHEN word ~ '[0-9]' THEN '~' || substring(word FROM '^[^0-9]*') ELSE word END, 60), 0
    FROM new_rows, unnest(string_to_array(btrim(folded), ' ')) AS word WHERE word <> ''
    ON CONFLICT (word) DO NOTHING;
  END IF;
  RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER registry_staffmember_words_new AFTER INSERT ON registry_staffmember REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION registry_staffmember_know_words();
CREATE TRIGGER registry_staffmember_words AFTER UPDATE ON registry_staffmember REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION registry_staffmember_know_words();
"""


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DELETE FROM registry_searchword")  # the next turn of the day counts them all
        schema_editor.execute(WORDS)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER registry_staffmember_words_new ON registry_staffmember; DROP TRIGGER registry_staffmember_words ON registry_staffmember;"
            " DROP FUNCTION registry_staffmember_know_words();"
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_data_requests")]
    operations = [migrations.RunPython(forward, backward)]
