"""A version of the committee is never changed, only taken back. And every word by which somebody
can be found stands among the known words from the moment it is written (PostgreSQL): a search may
then ask for whole words alone.
"""

from compliance.core.triggers import Function, Trigger, Triggers, append_only

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


WORDS_KNOWN = Triggers(
    postgresql=(
        Function(KNOW, BODY),
        _after(f"{TABLE}_words_new", "INSERT"),
        _after(f"{TABLE}_words", "UPDATE"),
    )
)

KEPT = (
    *("valid_from", "name", "short_name", "place", "superior", "founding_instrument", "team_name"),
    *("team_code", "team_title", "by_order", "help_contact", "code_prefix", "summary_kinds"),
    *("return_kinds", "period_windows", "day_mb", "basis", "by_id", "at"),
)
KEPT_OR_EMPTY = ("founding_day", "reports_since")
TAKEN_BACK = " AND ".join(
    (
        "OLD.taken_back_at IS NULL AND NEW.taken_back_at IS NOT NULL",
        *(f"NEW.{name} {{is}} OLD.{name}" for name in KEPT),
        *(
            f"(NEW.{name} {{is}} OLD.{name} OR NEW.{name} IS NULL AND OLD.{name} IS NULL)"
            for name in KEPT_OR_EMPTY
        ),
    )
)
COMMITTEE_KEPT = append_only("registry_committeeversion", update_if=TAKEN_BACK)
TRIGGERS = WORDS_KNOWN + COMMITTEE_KEPT
