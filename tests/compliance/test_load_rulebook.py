"""`load_rulebook` publishes national law, and leaves alone what people decided about."""

import io
from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.verify import check
from compliance.rulebook.actions import add_instrument, change_days, load_data, loading
from compliance.rulebook.clocks import ZONE
from compliance.rulebook.models import CalendarDay, Instrument, RuleSet, RuleTerm
from compliance.rulebook.years import Day, change_to, day_of

AT = datetime(2026, 8, 3, 9, tzinfo=ZONE)
LOCAL = ("308/UBND-TH", "Quy chế VHCS", "12/CT-UBND", "09b/KH-UBND")


def run(*args) -> str:
    out = io.StringIO()
    call_command("load_rulebook", *args, stdout=out)
    return out.getvalue()


def state() -> dict:
    """Everything the files could have written."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Instrument, RuleSet, RuleTerm, CalendarDay)
    }


def with_file(monkeypatch, file: str, edit) -> None:
    """The data files with one of them edited."""
    kept = loading._rows

    def rows(name, key, *folder):
        found = kept(name, key, *folder)
        return edit(found) if name == file else found

    monkeypatch.setattr(loading, "_rows", rows)


NEW_DAY = {"day": date(2027, 10, 5), "kind": "holiday", "name": "Ngày nghỉ thử", "source": "thử"}
NEW_LAW = {
    "number": "THU-01",
    "title": "Nghị định thử",
    "kind": "decree",
    "issuer": "Chính phủ",
    "issued_on": date(2027, 1, 5),
    "valid_from": date(2027, 1, 5),
    "source": "thử",
    "confidence": "K",
}


NATIONAL = ("Quốc hội", "Chính phủ", "Thủ tướng Chính phủ", "Bộ Thông tin và Truyền thông")


def test_an_empty_database_gets_national_law_only(world, counted):
    """The world was loaded empty: the first event is that of `load_rulebook`, the second that of
    the sample's own instruments.
    """
    rows = loading._rows("instruments", "instrument")
    counted(len(rows), "instruments of national law")
    assert {row["issuer"] for row in rows} == set(NATIONAL)
    assert not [row for row in rows if row.get("to_acknowledge")], "nobody is asked to read"
    assert not {row["number"] for row in rows} & set(LOCAL)
    national, local = Event.objects.filter(verb="load_rulebook").order_by("seq")
    assert national.after["instruments"] == len(rows)
    assert national.after["days"] == CalendarDay.objects.count() > 100
    assert local.after == {"instruments": len(LOCAL), "rule_sets": 0, "terms": 0, "days": 0}
    assert not Instrument.objects.filter(published_at=None).exists()
    assert not RuleSet.objects.filter(published_at=None).exists()
    assert check()[0] == ""


def test_again_adds_nothing_and_leaves_no_trail(world):
    before, events = state(), Event.objects.count()
    assert run().count("Đã thêm 0 ") == 4
    assert state() == before
    assert Event.objects.count() == events


def test_a_dry_run_says_what_it_would_add_and_writes_nothing(world, monkeypatch):
    with_file(monkeypatch, "calendar", lambda rows: [*rows, NEW_DAY])
    with_file(monkeypatch, "instruments", lambda rows: [*rows, {**NEW_LAW, "provisions": []}])
    before, events = state(), Event.objects.count()
    out = run("--dry-run")
    assert "Sẽ thêm 1 ngày của lịch làm việc: 05/10/2027" in out
    assert "Sẽ thêm 1 văn bản: THU-01" in out
    assert state() == before
    assert Event.objects.count() == events
    assert "Đã thêm 1 ngày" in run()
    assert CalendarDay.objects.filter(day=NEW_DAY["day"]).exists()
    assert Event.objects.filter(verb="load_rulebook").order_by("-seq").first().after == {
        "instruments": 1,
        "rule_sets": 0,
        "terms": 0,
        "days": 1,
    }


def test_days_people_removed_changed_or_added_stay_as_they_left_them(world, counted):
    now = [day_of(row) for row in CalendarDay.objects.order_by("day")]
    removed, changed = (day for day in now[-40:] if day.kind == "holiday").__next__(), now[-1]
    assert removed != changed
    other = "swap_work" if changed.kind != "swap_work" else "holiday"
    wanted = [
        Day(removed.day, "", "", ""),
        Day(changed.day, other, "Theo thông báo mới", "Thông báo 1"),
        Day(date(2027, 12, 24), "holiday", "Ngày của cơ quan", "Thông báo 2"),
    ]
    change_days(change=change_to(now, wanted), by=world.fresh("affairs"), at=AT)
    before = state()["CalendarDay"]
    assert len(before) == len(now), "one removed, one added"
    out = run()
    assert state()["CalendarDay"] == before
    assert f"Giữ nguyên ngày {removed.day:%d/%m/%Y}: đã bỏ bằng tay" in out
    assert f"Giữ nguyên ngày {changed.day:%d/%m/%Y}: đã sửa bằng tay" in out
    assert "Đã thêm 0 ngày" in out
    counted(len(wanted), "days decided by hand")


def test_an_instrument_entered_by_hand_does_not_stop_a_later_file(world, monkeypatch):
    typed = {**NEW_LAW, "title": "Như đầu mối nội vụ đã gõ", "is_legal_basis": True}
    by_hand = add_instrument(fields=typed, provisions=[], by=world.fresh("affairs"), at=AT)
    with_file(monkeypatch, "instruments", lambda rows: [*rows, {**NEW_LAW, "provisions": []}])
    loaded = load_data(at=timezone.now())
    assert loaded.unchanged == ["văn bản THU-01: đã nhập bằng tay"]
    by_hand.refresh_from_db()
    assert (by_hand.title, by_hand.published_at) == (typed["title"], None)


def test_a_file_that_changes_what_is_published_is_refused_whole(world, monkeypatch):
    with_file(monkeypatch, "calendar", lambda rows: [*rows, NEW_DAY])
    with_file(monkeypatch, "instruments", lambda rows: [{**row, "title": "Khác"} for row in rows])
    before = state()
    with pytest.raises(CommandError, match="chưa ghi gì"):
        run()
    assert state() == before
