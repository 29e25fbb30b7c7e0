"""Fields shared by forms."""

from django import forms

from compliance.core.language import _, joined
from compliance.registry.models import StaffMember, User
from compliance.registry.search import ranked


class PersonField(forms.CharField):
    """A member of staff by code or by words: the code is what stays in the field, people are
    offered while one types (picker.js).

    Words that find just one person are enough; several are offered in the error, each with code and
    post. Set `.user` to the reader: by words only people they may see are found, by code anybody.
    """

    user = None
    accounts = False  # whether a login name is understood too; the account comes back then

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("Gõ họ tên (không dấu được), mã hoặc chức vụ."))
        super().__init__(max_length=120, **kwargs)
        self.widget.attrs["data-person"] = "1"

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        if self.accounts and (account := User.objects.filter(username=words).first()):
            return account
        people = StaffMember.objects.select_related("user", "office")
        person = people.filter(code__in={words, words.upper()}).first()
        return person or self._by_words(people, words)

    def _by_words(self, people, words: str) -> StaffMember:
        people_like = (
            ranked(
                people.visible_to(self.user).exclude(state=StaffMember.State.LEFT),
                words,
                OFFERED + 1,
            )
            if self.user
            else []
        )
        if not people_like:
            raise forms.ValidationError(
                _("Không thấy ai khớp. Gõ một phần họ tên, hoặc ghi mã cán bộ.")
            )
        if len(people_like) > 1:
            candidates = joined(
                "; ",
                (
                    _("{full_name}, {post}: mã {code}").format(
                        full_name=person.full_name, post=person.post, code=person.code
                    )
                    for person in people_like[:OFFERED]
                ),
            )
            raise forms.ValidationError(
                _(
                    "Có nhiều người khớp, ghi mã của người cần chọn. {candidates}{people_like}"
                ).format(
                    candidates=candidates, people_like="…" if len(people_like) > OFFERED else "."
                )
            )
        return people_like[0]

    def prepare_value(self, value):
        return value.code if isinstance(value, StaffMember) else value


OFFERED = 8
