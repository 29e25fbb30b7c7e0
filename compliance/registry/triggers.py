"""Every word by which somebody can be found stands among the known words from the moment it is
written (PostgreSQL): a search may then ask for whole words alone.
"""

from compliance.core.triggers import Function, Trigger, Triggers

TABLE, KNOW = "registry_staffmember", "registry_staffmember_know_words"
# the empty word stands for: all words have been counted once (compliance/registry/search.py)
BODY = """
BEGIN
  IF EXISTS (SELECT FROM registry_searchword WHERE word = '') THEN
    INSERT INTO registry_searchword (word, people)
    SELECT DISTINCT left(CASE WHEN word ~ '[0-9]' THEN '~' || substring(word FROM '^[^0-9]*')
      ELSE word END, 60), 0
    FROM new_rows, unnest(string_to_array(btrim(folded), ' ')) AS word WHERE word <> ''
    ON CONFLICT (word) DO NOTHING;
  END IF;
  RETURN NULL;
END
"""


def _after(name: str, verb: str) -> Trigger:
    return Trigger(
        name,
        TABLE,
        f"AFTER {verb} ON {TABLE} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
        f" EXECUTE FUNCTION {KNOW}()",
    )


TRIGGERS = Triggers(
    postgresql=(
        Function(KNOW, BODY),
        _after(f"{TABLE}_words_new", "INSERT"),
        _after(f"{TABLE}_words", "UPDATE"),
    )
)
