"""The verbs of the registry: offices, people, postings, functions, accounts, kinship, imports."""

from compliance.registry.actions.accounts import break_glass, create_account, end_function, grant_function, reset_password, set_active
from compliance.registry.actions.codes import change_office_code, change_staff_code
from compliance.registry.actions.days import mirror_staff, turn_day
from compliance.registry.actions.imports import apply_import, cancel_import, cancel_old_previews, is_stale, last_applied, read_again, undo_import, upload_list
from compliance.registry.actions.offices import add_office, change_office, close_office, correct_office, set_hours, take_back_office_change
from compliance.registry.actions.postings import add_second_post, correct_posting, end_posting, leave, post_staff, put_on_leave, second_staff, take_back_posting
from compliance.registry.actions.requests import answer_request, answerers, ask_about_data, extend_request, receive_request, withdraw_request
from compliance.registry.actions.staff import count_words, declare_kinship, revoke_kinship, save_staff

__all__ = [
    "break_glass",
    "cancel_old_previews",
    "answer_request",
    "answerers",
    "ask_about_data",
    "extend_request",
    "receive_request",
    "withdraw_request",
    "count_words",
    "is_stale",
    "last_applied",
    "read_again",
    "undo_import",
    "upload_list",
    "add_second_post",
    "correct_posting",
    "end_posting",
    "put_on_leave",
    "second_staff",
    "take_back_posting",
    "change_office",
    "change_office_code",
    "change_staff_code",
    "close_office",
    "correct_office",
    "set_hours",
    "take_back_office_change",
    "mirror_staff",
    "turn_day",
    "add_office",
    "apply_import",
    "cancel_import",
    "create_account",
    "declare_kinship",
    "end_function",
    "grant_function",
    "leave",
    "post_staff",
    "reset_password",
    "revoke_kinship",
    "save_staff",
    "set_active",
]
