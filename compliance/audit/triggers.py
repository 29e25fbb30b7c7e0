"""The trail, its anchors and the ledger of exports are append-only."""

from compliance.core.triggers import append_only

TRIGGERS = append_only("audit_event") + append_only("audit_anchor")
TRIGGERS += append_only("audit_exportrecord")
