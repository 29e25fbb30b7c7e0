"""The word of somebody who did not report."""

from django import forms

from compliance.desk.forms import Form


class NotReporterForm(Form):
    sure = forms.BooleanField(label="Tôi không ghi nhận vụ việc này, cũng không cùng ghi nhận")
