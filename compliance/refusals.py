"""The three ways the portal says no. They are never mixed: invisible 404, not allowed 403, not now 409."""


class Refusal(Exception):
    """A refusal with a sentence a person can read (Vietnamese)."""

    default = ""

    def __init__(self, reason: str = "", **details):
        self.reason = reason or self.default
        self.details = details
        super().__init__(self.reason)


class Invisible(Refusal):
    """The thing does not exist for this person. Reads the same as absent."""

    default = "Không tìm thấy."


class NotAllowed(Refusal):
    """The person may see the thing but not do this to it."""

    default = "Ông/bà không có quyền thực hiện việc này."


class NotNow(Refusal):
    """The person may do this, but not in the present state of the thing.

    `details` may carry `theirs` and `mine`: two dictionaries {label: text} shown side by side, and `back`: where to go on.
    """

    default = "Việc này chưa thực hiện được ở thời điểm hiện tại."
