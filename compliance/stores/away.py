"""A store that does not answer, in a name and in a sentence."""

from compliance.core.language import _

STORE_AWAY = _("Kho tệp đang không trả lời. Thử lại sau ít phút.")


class StoreAway(Exception):
    """The store does not answer. Says nothing of the file."""
