"""What is published in the rulebook is refused any change: a correction is a new version."""

from compliance.core.triggers import Function, Trigger, Triggers, refused

REFUSAL = "'published in the rulebook: a change is a new version'"
OWN = "{row}.published_at IS NOT NULL"
OF_PARENT = (
    "EXISTS (SELECT 1 FROM {parent} parent WHERE parent.id = {{row}}.{key} AND parent.published_at "
    "IS NOT NULL)"
)
OF_INSTRUMENT = OF_PARENT.format(parent="rulebook_instrument", key="instrument_id")
OF_RULE_SET = OF_PARENT.format(parent="rulebook_ruleset", key="rule_set_id")
# (table, verbs, the condition under which they are refused)
FROZEN = (
    ("rulebook_instrument", ("UPDATE", "DELETE"), OWN),
    ("rulebook_ruleset", ("UPDATE", "DELETE"), OWN),
    ("rulebook_provision", ("INSERT", "UPDATE", "DELETE"), OF_INSTRUMENT),
    ("rulebook_ruleterm", ("INSERT", "UPDATE", "DELETE"), OF_RULE_SET),
    ("rulebook_rulechoice", ("INSERT", "UPDATE", "DELETE"), OF_RULE_SET),
)


def _when(table: str, verb: str, condition: str) -> str:
    when = condition.format(row="NEW" if verb == "INSERT" else "OLD")
    if table == "rulebook_ruleterm" and verb != "INSERT":  # terms of all sets belong to none
        return f"OLD.rule_set_id IS NULL OR {when}"
    return when


def _frozen(table: str, verb: str, condition: str) -> Triggers:
    name, when = f"{table}_no_{verb.lower()}", _when(table, verb, condition)
    row = "OLD" if verb == "DELETE" else "NEW"
    return Triggers(
        postgresql=(
            Function(
                name,
                f"BEGIN IF {when} THEN RAISE EXCEPTION {REFUSAL}; END IF; RETURN {row}; END",
            ),
            Trigger(
                name, table, f"BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            ),
        ),
        sqlite=(refused(name, table, verb, when, REFUSAL),),
    )


TRIGGERS = sum(
    (_frozen(table, verb, when) for table, verbs, when in FROZEN for verb in verbs), Triggers()
)
