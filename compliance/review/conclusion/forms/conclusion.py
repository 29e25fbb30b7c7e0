"""Proposal, conclusion, contest."""

from compliance.review.case.forms import ActForm, TextField


class SendBackForm(ActForm):
    comment = TextField(label="Nội dung cần sửa", rows=3)


class ConcludeForm(ActForm):
    comment = TextField(label="Ý kiến của người kết luận", required=False, rows=2)
