"""Proposal, conclusion, contest."""

from django import forms

from compliance.core.language import _
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import open_proposal
from compliance.review.conclusion.checks.preconditions import intake_read_again


class SendBackForm(ActForm):
    comment = TextField(label=_("Nội dung cần sửa"), rows=3)


class ConcludeForm(ActForm):
    comment = TextField(label=_("Ý kiến của người kết luận"), required=False, rows=2)
    intake_read = forms.BooleanField(
        label=(
            _(
                "Tôi đã đọc lại việc thụ lý: vụ việc không thuộc nội dung được bảo vệ, và kết luận "
                "đứng được bằng chứng cứ, không dựa vào lời người ghi nhận"
            )
        ),
        help_text=(
            _(
                "Hỏi với mọi hồ sơ mà người ghi nhận đề nghị giữ kín danh tính: không ai biết họ "
                "có quan hệ với ai."
            )
        ),
    )

    def narrow(self) -> None:
        if not intake_read_again(self.incident, open_proposal(self.incident)):
            del self.fields["intake_read"]
