"""tests.kept: what one test reaches is there for the next, unless that changed a setting."""

from tests.kept import _overridden


def test_a_test_that_changes_nothing_meets_what_others_have_kept():
    assert _overridden() == ()


def test_a_changed_setting_is_somewhere_else(settings):
    settings.SUMMARY_KINDS = ["month"]
    assert _overridden() == (("SUMMARY_KINDS", "['month']"),)
