"""What was sent with a form and done: so that sending it again does nothing again."""

from django.db import models

from compliance.core import columns
from compliance.core.language import _


class FormKey(models.Model):
    """One form as it was sent and carried out. `mark` is a keyed hash of who sent it, its key and
    all it said: the row names nobody.
    """

    mark = columns.CharField(_("dấu"), max_length=64, unique=True)
    answer = columns.TextField(_("nơi được dẫn đến"), blank=True)
    at = models.DateTimeField(_("lúc"), db_index=True)

    def __str__(self) -> str:
        return self.mark[:12]


class Unsent(models.Model):
    """What one person has typed into one form and not sent. Three keyed hashes (the form, its page,
    who) and the sealed words: the row names nobody and says nothing.
    """

    mark = columns.CharField(_("dấu của biểu mẫu"), max_length=64, unique=True)
    page = columns.CharField(_("dấu của trang"), max_length=64, db_index=True)
    owner = columns.CharField(_("dấu của người nhập"), max_length=64, db_index=True)
    sealed = columns.TextField(_("nội dung đã niêm"))
    at = models.DateTimeField(_("lúc"), db_index=True)

    def __str__(self) -> str:
        return self.mark[:12]
