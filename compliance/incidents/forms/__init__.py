"""Forms of logging: the report, and what is known of one item of evidence."""

from compliance.incidents.forms.evidence import ABOUT, AboutFields, AboutForm, AmendForm
from compliance.incidents.forms.log import LogForm, initial_of

__all__ = ["ABOUT", "AboutFields", "AboutForm", "AmendForm", "LogForm", "initial_of"]
