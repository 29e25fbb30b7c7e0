"""Forms of the registry."""

from compliance.registry.forms.accounts import (
    AccessForm,
    AccountForm,
    ConfirmForm,
    FunctionForm,
    RefuseForm,
    SetPasswordForm,
)
from compliance.registry.forms.committee import CommitteeForm
from compliance.registry.forms.fields import PersonField
from compliance.registry.forms.imports import ImportForm, OfficeListForm, OfficeNamesForm, PartsForm
from compliance.registry.forms.new_accounts import ConfirmManyForm, NewAccountsForm
from compliance.registry.forms.offices import (
    CloseOfficeForm,
    CodeForm,
    CorrectOfficeForm,
    HoursForm,
    OfficeChangeForm,
    OfficeForm,
    TreeDayForm,
)
from compliance.registry.forms.requests import AnswerForm, AskForm, PaperAskForm
from compliance.registry.forms.staff import (
    BecauseForm,
    CorrectPostingForm,
    EndPostingForm,
    KinshipForm,
    LeaveForm,
    PostingForm,
    SideForm,
    StaffForm,
)

__all__ = [
    "BecauseForm",
    "AccessForm",
    "ConfirmForm",
    "ConfirmManyForm",
    "NewAccountsForm",
    "RefuseForm",
    "SetPasswordForm",
    "AnswerForm",
    "AskForm",
    "PaperAskForm",
    "PersonField",
    "CorrectPostingForm",
    "EndPostingForm",
    "LeaveForm",
    "SideForm",
    "CloseOfficeForm",
    "CodeForm",
    "CommitteeForm",
    "CorrectOfficeForm",
    "HoursForm",
    "OfficeChangeForm",
    "TreeDayForm",
    "AccountForm",
    "FunctionForm",
    "ImportForm",
    "OfficeListForm",
    "OfficeNamesForm",
    "PartsForm",
    "KinshipForm",
    "OfficeForm",
    "PostingForm",
    "StaffForm",
]
