"""The word of somebody who did not report."""

from django import forms

from compliance.core.language import _
from compliance.desk.forms import Form


class NotReporterForm(Form):
    sure = forms.BooleanField(label=_("Tôi không ghi nhận vụ việc này, cũng không cùng ghi nhận"))
