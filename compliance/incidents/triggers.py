"""Steps and custody are append-only but for disposal; and the database remembers what each case
was: a row for every change of a column that figures read, whoever changed it and however.
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


TRIGGERS = append_only("incidents_steptaken", update_if=STEP_IS_EMPTIED)
TRIGGERS += append_only("incidents_custodyevent", delete_if=CASE_IS_DISPOSED_OF)
TRIGGERS += _remembered()
