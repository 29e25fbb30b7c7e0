"""Steps and custody are append-only but for disposal; the database remembers what each case was: a
row for every change of a column that figures read, whoever changed it and however; and beside who
reported it keeps to which office the case shows.
"""

from compliance.core.language import joined
from compliance.core.triggers import Function, Trigger, Triggers, append_only, changed
from compliance.incidents.models import Incident
from compliance.incidents.models.history import FACTS

# at disposal a step is emptied, once, and marked as such
STEP_STAYS = ("id", "incident_id", "verb", "from_status", "to_status", "version", "at")
STEP_IS_EMPTIED = (
    "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.note = '' AND NEW.by_id IS NULL"
    f" AND {' AND '.join(f'NEW.{name} {{is}} OLD.{name}' for name in STEP_STAYS)}"
)
# the chain of custody of an item goes with the item once its case is disposed of
CASE_IS_DISPOSED_OF = (
    "EXISTS (SELECT 1 FROM incidents_evidence JOIN incidents_incident ON incidents_incident.id = "
    "incidents_evidence.incident_id WHERE incidents_evidence.id = OLD.evidence_id AND "
    "incidents_incident.disposed_at IS NOT NULL)"
)


def _remembered() -> Triggers:
    table, name = "incidents_incident", "incidents_incident_remember"
    columns = joined(", ", FACTS)
    values = joined(", ", (f"NEW.{column}" for column in FACTS))
    insert = (
        f"INSERT INTO incidents_incidentstate (incident_id, at, {columns})"  # noqa: S608  our columns
        f" VALUES (NEW.id, NEW.edited_at, {values});"
    )
    on_insert = f"AFTER INSERT ON {table}"
    on_update = f"AFTER UPDATE OF {columns} ON {table}"
    postgres, sqlite = changed(Incident, FACTS)
    sent = "submitted_at IS NOT NULL"
    runs = f"EXECUTE FUNCTION {name}()"
    return Triggers(
        postgresql=(
            Function(name, f"BEGIN {insert} RETURN NULL; END"),
            Trigger(f"{name}_new", table, f"{on_insert} FOR EACH ROW WHEN (new.{sent}) {runs}"),
            Trigger(
                name, table, f"{on_update} FOR EACH ROW WHEN (new.{sent} AND ({postgres})) {runs}"
            ),
        ),
        sqlite=(
            Trigger(f"{name}_new", table, f"{on_insert} WHEN NEW.{sent} BEGIN {insert} END"),
            Trigger(name, table, f"{on_update} WHEN NEW.{sent} AND ({sqlite}) BEGIN {insert} END"),
        ),
    )


SHOWS_BY = ("submitted_at", "handling_office_id", "sealed")  # of a case, to whom of the offices


def _shown() -> Triggers:
    """Reporter.shown_to is what the case says, whatever is written there."""
    case, reporter = "incidents_incident", "incidents_reporter"
    of_row, of_case = f"{reporter}_shown", f"{case}_shown"
    of_the_case = (
        f"(SELECT handling_office_id FROM {case} WHERE id = NEW.incident_id"  # noqa: S608  our names
        " AND submitted_at IS NOT NULL AND NOT sealed)"
    )
    said = "CASE WHEN NEW.submitted_at IS NOT NULL AND NOT NEW.sealed THEN NEW.handling_office_id"
    passed_on = (
        f"UPDATE {reporter} SET shown_to_id = {said} END"  # noqa: S608  our names
        " WHERE incident_id = NEW.id;"
    )
    written = "incident_id, shown_to_id"
    on_case = f"AFTER UPDATE OF {', '.join(SHOWS_BY)} ON {case}"
    new_case = f"AFTER INSERT ON {case}"  # where rows come back in whichever order
    sent, runs = "submitted_at IS NOT NULL", f"EXECUTE FUNCTION {of_case}()"
    postgres, sqlite = changed(Incident, SHOWS_BY)
    corrected = f"UPDATE {reporter} SET shown_to_id = {of_the_case} WHERE id = NEW.id;"  # noqa: S608
    differs = f"WHEN NEW.shown_to_id IS NOT {of_the_case} BEGIN {corrected} END"
    return Triggers(
        postgresql=(
            Function(of_row, f"BEGIN NEW.shown_to_id := {of_the_case}; RETURN NEW; END"),
            Function(of_case, f"BEGIN {passed_on} RETURN NULL; END"),
            Trigger(
                of_row,
                reporter,
                f"BEFORE INSERT OR UPDATE OF {written} ON {reporter} FOR EACH ROW"
                f" EXECUTE FUNCTION {of_row}()",
            ),
            Trigger(f"{of_case}_new", case, f"{new_case} FOR EACH ROW WHEN (new.{sent}) {runs}"),
            Trigger(of_case, case, f"{on_case} FOR EACH ROW WHEN ({postgres}) {runs}"),
        ),
        sqlite=(
            Trigger(f"{of_row}_new", reporter, f"AFTER INSERT ON {reporter} {differs}"),
            Trigger(of_row, reporter, f"AFTER UPDATE OF {written} ON {reporter} {differs}"),
            Trigger(f"{of_case}_new", case, f"{new_case} WHEN NEW.{sent} BEGIN {passed_on} END"),
            Trigger(of_case, case, f"{on_case} WHEN {sqlite} BEGIN {passed_on} END"),
        ),
    )


HISTORY = append_only("incidents_steptaken", update_if=STEP_IS_EMPTIED)
HISTORY += append_only("incidents_custodyevent", delete_if=CASE_IS_DISPOSED_OF)
HISTORY += _remembered()
SHOWN = _shown()
TRIGGERS = HISTORY + SHOWN
