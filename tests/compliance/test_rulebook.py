"""The rules themselves: every row of the consolidated table, the boundaries between laws, published
means frozen, and the file against the database.
"""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from compliance.rulebook.actions import load_data, loading
from compliance.rulebook.clocks import add_months, end_of_term
from compliance.rulebook.models import Instrument, Provision, RuleChoice, RuleSet, RuleTerm
from compliance.rulebook.queries import calendar, choices, citable, rule_set_for, term

D = date
WD, DAY, MONTH, HOUR = "workday", "day", "month", "hour"
# docs/law.md#terms, row by row: (key, rule set, on, value, unit, confidence); value None: there is
# no such term
TABLE = [
    ("TH_KT", "VC-2026", D(2026, 7, 1), 60, MONTH, "A"),
    ("TH_KHAC", "VC-2026", D(2026, 7, 1), 120, MONTH, "A"),
    ("TH_KT", "CC-2025", D(2025, 7, 1), 60, MONTH, "C"),
    ("TH_KHAC", "CB-2025", D(2025, 7, 1), 120, MONTH, "C"),
    ("TH_KT", "CC-2023", D(2023, 9, 20), 60, MONTH, "B"),
    ("TH_KHAC", "VC-2023", D(2023, 9, 20), 120, MONTH, "B"),
    ("TH_KT", "VC-2020", D(2020, 7, 1), 24, MONTH, "A"),
    ("TH_KHAC", "CC-2020", D(2020, 7, 1), 60, MONTH, "A"),
    ("TH_KT", "VC-2010", D(2012, 1, 1), 24, MONTH, "A"),
    ("TH_KHAC", "CC-2010", D(2012, 1, 1), 24, MONTH, "B"),
    ("TH_KT", "NLD-2021", D(2021, 1, 1), 6, MONTH, "A"),
    ("TH_KHAC", "NLD-2021", D(2021, 1, 1), 12, MONTH, "A"),
    ("HAN_BASE", "CC-2020", D(2020, 7, 1), 90, DAY, "A"),
    ("HAN_EXT", "VC-2020", D(2020, 7, 1), 150, DAY, "A"),
    ("HAN_BASE", "VC-2010", D(2012, 1, 1), 2, MONTH, "A"),
    ("HAN_BASE", "NLD-2021", D(2022, 1, 1), None, "", ""),
    ("KD_REPORT", "VC-2020", D(2020, 9, 20), 3, WD, "A"),
    ("KD_REPORT", "VC-2020", D(2020, 9, 19), None, "", ""),
    ("KD_REPORT", "VC-2026", D(2026, 7, 1), 3, WD, "A"),
    ("HD_SETUP", "VC-2026", D(2026, 7, 1), 5, WD, "A"),
    ("HD_SETUP", "VC-2023", D(2026, 6, 30), None, "", ""),
    ("HD_SUMMONS", "VC-2020", D(2020, 9, 20), 5, WD, "A"),
    ("HD_SUMMONS", "CC-2023", D(2023, 9, 20), 5, WD, "B"),
    ("HD_SUMMONS", "CC-2020", D(2020, 9, 19), 7, WD, "B"),
    ("HD_SUMMONS", "CC-2010", D(2017, 9, 19), 7, WD, "B"),
    ("HD_RECOMMEND", "VC-2020", D(2020, 9, 20), 5, WD, "A"),
    ("HD_DECIDE", "VC-2026", D(2026, 7, 1), 5, WD, "A"),
    ("HD_DECIDE", "NLD-2021", D(2026, 7, 1), None, "", ""),
    ("LAPSE_KT", "VC-2026", D(2026, 7, 1), 12, MONTH, "A"),
    ("LAPSE_KT", "CC-2025", D(2025, 7, 1), 12, MONTH, "B"),
    ("LAPSE_KT", "CC-2010", D(2017, 7, 1), 12, MONTH, "K"),
    ("LAPSE_KT", "NLD-2021", D(2021, 1, 1), 3, MONTH, "A"),
    ("LAPSE_KHAC", "NLD-2021", D(2021, 1, 1), 6, MONTH, "A"),
    ("RECID", "VC-2026", D(2026, 7, 1), 12, MONTH, "A"),
    ("RECID", "CC-2025", D(2025, 7, 1), 12, MONTH, "B"),
    ("RECID", "CC-2023", D(2024, 7, 1), None, "", ""),
    ("KN_FIRST", "CC-2025", D(2025, 7, 1), 15, DAY, "A"),
    ("KN_SECOND", "VC-2026", D(2026, 7, 1), 10, DAY, "A"),
    ("KN_SECOND_BTV", "CC-2010", D(2012, 7, 1), 30, DAY, "A"),
    ("KN_SECOND", "CC-2010", D(2012, 6, 30), None, "", ""),
    ("KN_ACCEPT", "CC-2025", D(2026, 7, 1), 7, WD, "A"),
    ("KN_ACCEPT", "CC-2025", D(2026, 6, 30), 10, WD, "K"),
    ("KN_ACCEPT", "VC-2026", D(2026, 7, 1), 7, WD, "A"),
    ("KN_ACCEPT", "CC-2010", D(2015, 1, 1), 10, DAY, "A"),
    ("KN_SOLVE", "CC-2010", D(2012, 7, 1), 30, DAY, "A"),
    ("KN_SOLVE_EXT", "VC-2026", D(2026, 7, 1), 45, DAY, "A"),
    ("PARTY_30", "CC-2020", D(2020, 9, 20), 30, DAY, "A"),
    ("PARTY_30", "VC-2026", D(2026, 7, 1), 30, DAY, "A"),
    ("DSR_ACK", "KHAC-2010", D(2026, 1, 1), 2, WD, "B"),
    ("DSR_ACK", "", D(2025, 12, 31), None, "", ""),
    ("BREACH", "", D(2026, 1, 1), 72, HOUR, "A"),
    ("DINH_CHI", "CC-2025", D(2025, 7, 1), 15, WD, "B"),
    ("DINH_CHI_EXT", "VC-2023", D(2024, 1, 1), 30, DAY, "A"),
    ("DINH_CHI_EXT", "NLD-2021", D(2022, 1, 1), 90, DAY, "A"),
]


def test_every_row_of_the_consolidated_table_is_a_row_with_article_and_confidence(world, counted):
    wrong = []
    for key, code, on, value, unit, sure in TABLE:
        row = term(RuleSet.objects.get(code=code) if code else None, key, on)
        found = (row.value, row.unit, row.confidence) if row else (None, "", "")
        if found != (value, unit, sure) or (row and not row.basis):
            wrong.append((key, code, on, found))
    assert not wrong
    counted(len(TABLE), "rows of the consolidated table")


FORMS = [
    (
        "cong_chuc",
        D(2017, 9, 19),
        False,
        {"khien_trach", "canh_cao", "ha_bac_luong", "buoc_thoi_viec"},
    ),
    (
        "cong_chuc",
        D(2017, 9, 19),
        True,
        {"khien_trach", "canh_cao", "ha_bac_luong", "giang_chuc", "cach_chuc", "buoc_thoi_viec"},
    ),
    (
        "cong_chuc",
        D(2020, 9, 20),
        True,
        {"khien_trach", "canh_cao", "giang_chuc", "cach_chuc", "buoc_thoi_viec"},
    ),
    (
        "cong_chuc",
        D(2025, 6, 30),
        False,
        {"khien_trach", "canh_cao", "ha_bac_luong", "buoc_thoi_viec"},
    ),
    ("cong_chuc", D(2025, 7, 1), False, {"khien_trach", "canh_cao", "buoc_thoi_viec"}),
    ("cong_chuc", D(2025, 7, 1), True, {"khien_trach", "canh_cao", "cach_chuc", "buoc_thoi_viec"}),
    ("can_bo", D(2026, 7, 1), True, {"khien_trach", "canh_cao", "cach_chuc", "bai_nhiem"}),
    ("vien_chuc", D(2026, 7, 1), False, {"khien_trach", "canh_cao", "buoc_thoi_viec"}),
    ("vien_chuc", D(2026, 7, 1), True, {"khien_trach", "canh_cao", "cach_chuc", "buoc_thoi_viec"}),
    ("nguoi_lao_dong", D(2026, 7, 1), False, {"khien_trach", "keo_dai_nang_luong", "sa_thai"}),
    ("khac", D(2026, 7, 1), False, set()),
]


def test_forms_severity_and_pauses_follow_the_law_of_the_day(world, counted):
    for kind, on, leader, wanted in FORMS:
        assert {
            row.code for row in choices(rule_set_for(kind, on), "form", on, leader=leader)
        } == wanted, (kind, on)
    cleared = {
        row.code: row.months
        for row in choices(rule_set_for("nguoi_lao_dong", D(2026, 1, 1)), "form", D(2026, 1, 1))
    }
    assert (cleared["khien_trach"], cleared["keo_dai_nang_luong"], cleared["cach_chuc"]) == (
        3,
        6,
        36,
    )
    levels = [
        ("cong_chuc", D(2025, 6, 30), 4),
        ("cong_chuc", D(2025, 7, 1), 3),
        ("vien_chuc", D(2026, 6, 30), 4),
        ("vien_chuc", D(2026, 7, 1), 3),
    ]
    for kind, on, count in levels:
        assert len(choices(rule_set_for(kind, on), "severity", on)) == count, (kind, on)
    for kind, on, leave in (
        ("cong_chuc", D(2025, 6, 30), True),
        ("cong_chuc", D(2025, 7, 1), False),
        ("vien_chuc", D(2026, 7, 1), False),
    ):
        assert (
            "nghi_phep" in {row.code for row in choices(rule_set_for(kind, on), "pause", on)}
        ) == leave
    assert {
        row.code
        for row in choices(
            rule_set_for("vien_chuc", D(2026, 7, 1)), "form", D(2026, 7, 1), left=True
        )
    } == {
        "khien_trach",
        "canh_cao",
        "xoa_tu_cach",
    }
    counted(len(FORMS) + len(levels) + 3, "lists of a day")


BOUNDARIES = [  # 04/05/2024 is a Saturday worked for 29/04
    # kind, act, known, opened: limitation (reprimand, other), processing; the law of the day the
    # handling opens, whatever the day of the act
    (
        "cong_chuc",
        D(2019, 3, 4),
        D(2020, 6, 29),
        D(2020, 6, 30),
        D(2021, 3, 4),
        D(2021, 3, 4),
        D(2020, 8, 31),
    ),
    (
        "cong_chuc",
        D(2019, 3, 4),
        D(2020, 6, 29),
        D(2020, 7, 1),
        D(2021, 3, 4),
        D(2024, 3, 4),
        D(2020, 9, 28),
    ),
    (
        "vien_chuc",
        D(2022, 5, 4),
        D(2023, 9, 18),
        D(2023, 9, 19),
        D(2024, 5, 4),
        D(2027, 5, 4),
        D(2023, 12, 18),
    ),
    (
        "vien_chuc",
        D(2022, 5, 4),
        D(2023, 9, 18),
        D(2023, 9, 20),
        D(2027, 5, 4),
        D(2032, 5, 4),
        D(2023, 12, 18),
    ),
    (
        "cong_chuc",
        D(2025, 6, 2),
        D(2025, 6, 27),
        D(2025, 6, 30),
        D(2030, 6, 3),
        D(2035, 6, 4),
        D(2025, 9, 25),
    ),
    (
        "cong_chuc",
        D(2025, 6, 2),
        D(2025, 6, 27),
        D(2025, 7, 1),
        D(2030, 6, 3),
        D(2035, 6, 4),
        D(2025, 9, 25),
    ),
    (
        "vien_chuc",
        D(2026, 6, 1),
        D(2026, 6, 29),
        D(2026, 6, 30),
        D(2031, 6, 2),
        D(2036, 6, 2),
        D(2026, 9, 28),
    ),
    (
        "vien_chuc",
        D(2026, 6, 1),
        D(2026, 6, 29),
        D(2026, 7, 1),
        D(2031, 6, 2),
        D(2036, 6, 2),
        D(2026, 9, 28),
    ),
    (
        "nguoi_lao_dong",
        D(2020, 8, 31),
        D(2020, 12, 30),
        D(2020, 12, 31),
        D(2021, 3, 1),
        D(2021, 8, 31),
        None,
    ),
    (
        "nguoi_lao_dong",
        D(2020, 8, 31),
        D(2020, 12, 30),
        D(2021, 1, 4),
        D(2021, 3, 1),
        D(2021, 8, 31),
        None,
    ),
]


def test_the_boundaries_between_the_laws(world, capsys, counted):
    wrong = []
    for kind, act, known, opened, reprimand, other, processing in BOUNDARIES:
        for form, limit in (("khien_trach", reprimand), ("khac", other)):
            given = [
                f"--staff-kind={kind}",
                f"--act={act}",
                f"--known={known}",
                f"--opened={opened}",
                f"--form={form}",
                "--json",
            ]
            call_command("explain_clock", *given)
            dates = json.loads(capsys.readouterr().out)["dates"]
            found = (
                dates["limitation_ends"]["date"],
                dates["processing_ends"] and dates["processing_ends"]["date"],
            )
            if found != (limit.isoformat(), processing and processing.isoformat()):
                wrong.append((kind, opened, form, found))
    assert not wrong
    counted(len(BOUNDARIES) * 2, "dates at a boundary")


MONTH_ENDS = [
    (D(2026, 1, 31), 1, D(2026, 2, 28)),
    (D(2024, 1, 31), 1, D(2024, 2, 29)),
    (D(2024, 2, 29), 12, D(2025, 2, 28)),
    (D(2026, 8, 31), 6, D(2027, 2, 28)),
    (D(2026, 10, 31), 1, D(2026, 11, 30)),
    (D(2026, 11, 30), 3, D(2027, 2, 28)),
    (D(2026, 12, 31), 2, D(2027, 2, 28)),
]
TERMS_END = [
    (D(2026, 4, 23), 7, WD, D(2026, 5, 7)),
    (D(2026, 11, 20), 5, WD, D(2026, 11, 30)),
    (D(2026, 8, 21), 5, WD, D(2026, 8, 27)),
    (D(2026, 8, 28), 1, WD, D(2026, 9, 3)),
    (D(2026, 11, 9), 15, DAY, D(2026, 11, 25)),
    (D(2026, 10, 1), 30, DAY, D(2026, 11, 2)),
    (D(2026, 1, 17), 1, MONTH, D(2026, 2, 23)),
    (D(2026, 1, 1), 72, HOUR, D(2026, 1, 4)),
]


def test_terms_end_as_the_civil_code_says(world, counted):
    assert [add_months(start, count) for start, count, _ in MONTH_ENDS] == [
        end for _, _, end in MONTH_ENDS
    ]
    assert [end_of_term(start, value, unit, calendar()) for start, value, unit, _ in TERMS_END] == [
        end for *_, end in TERMS_END
    ]
    counted(len(MONTH_ENDS) + len(TERMS_END), "ends of terms")


def test_published_rows_are_frozen_by_the_database(world, counted):
    instrument = Instrument.objects.filter(
        published_at__isnull=False, provisions__isnull=False
    ).first()
    rules = RuleSet.objects.get(code="CC-2025")
    deeds = [
        lambda: Instrument.objects.filter(pk=instrument.pk).update(title="Khác"),
        lambda: Instrument.objects.filter(pk=instrument.pk).update(published_at=None),
        lambda: Instrument.objects.filter(pk=instrument.pk)._raw_delete("default"),
        lambda: Provision.objects.filter(instrument=instrument).update(summary="Khác"),
        lambda: Provision.objects.filter(instrument=instrument)._raw_delete("default"),
        lambda: Provision.objects.create(
            instrument=instrument, article="Điều 99", summary="x", category="discourtesy"
        ),
        lambda: RuleSet.objects.filter(pk=rules.pk).update(answer_workdays=1),
        lambda: RuleSet.objects.filter(pk=rules.pk)._raw_delete("default"),
        lambda: RuleTerm.objects.filter(rule_set=rules, key="HD_SETUP").update(value=50),
        lambda: RuleTerm.objects.filter(rule_set=None).update(value=50),
        lambda: RuleTerm.objects.filter(rule_set=rules)._raw_delete("default"),
        lambda: RuleTerm.objects.create(
            rule_set=rules,
            key="X",
            label="x",
            value=1,
            unit="day",
            valid_from=D(2026, 1, 1),
            basis="x",
            confidence="K",
        ),
        lambda: RuleChoice.objects.filter(rule_set=rules).update(label="x"),
        lambda: RuleChoice.objects.filter(rule_set=rules)._raw_delete("default"),
        lambda: RuleChoice.objects.create(
            rule_set=rules,
            list="form",
            code="x",
            label="x",
            valid_from=D(2026, 1, 1),
            basis="x",
            confidence="K",
        ),
    ]
    for deed in deeds:
        with pytest.raises(DatabaseError, match="a change is a new version"), transaction.atomic():
            deed()
    counted(len(deeds), "changes of published rules refused")


def test_loading_again_changes_nothing_and_a_changed_file_is_refused(world, monkeypatch, counted):
    assert set(load_data(at=timezone.now()).counts.values()) == {0}
    kept = loading._rows
    wrong = {
        ("rulesets", "processing_days"): 91,
        ("instruments", "title"): "Khác",
        ("terms", "label"): "Khác",
        ("choices", "label"): "Khác",
        ("terms", "value"): 99,
    }
    for (file, column), value in wrong.items():

        def changed(name, key, *folder, file=file, column=column, value=value):
            rows = kept(name, key, *folder)
            return (
                [{**row, column: value} if column in row else row for row in rows]
                if name == file
                else rows
            )

        monkeypatch.setattr(loading, "_rows", changed)
        with pytest.raises(loading.Differs), transaction.atomic():
            load_data(at=timezone.now())
    counted(len(wrong), "changed files refused")


def test_a_correction_is_a_rule_set_that_replaces_the_old_one(world, monkeypatch):
    kept = loading._rows

    def corrected(name, key, *folder):
        rows = kept(name, key, *folder)
        if name == "rulesets":
            old = next(row for row in rows if row["code"] == "CC-2025")
            rows = [
                *rows,
                {
                    **old,
                    "code": "CC-2025-2",
                    "replaces": "CC-2025",
                    "processing_days_extended": 120,
                },
            ]
        return rows

    monkeypatch.setattr(loading, "_rows", corrected)
    assert load_data(at=timezone.now()).counts["rule_sets"] == 1
    day = D(2026, 8, 1)
    assert rule_set_for("cong_chuc", day).code == "CC-2025-2"
    assert RuleSet.objects.get(code="CC-2025").processing_days_extended == 150
    assert term(rule_set_for("cong_chuc", day), "HAN_EXT", day).value == 120
    assert [
        one.code
        for one in loading.data_rule_sets()
        if one.staff_kind == "cong_chuc" and one.valid_to is None
    ] == ["CC-2025-2"]


def test_a_new_version_of_an_instrument_takes_the_place_of_the_old_one(as_, world):
    old = (
        Instrument.objects.filter(
            published_at__isnull=False, is_legal_basis=True, valid_to=None, provisions__isnull=False
        )
        .order_by("pk")
        .first()
    )
    keeper, path = as_("affairs"), f"/van-ban/moi/?thay={old.pk}"
    form = keeper.get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {
        "issued_on": f"{old.issued_on:%d/%m/%Y}",
        "valid_from": f"{old.valid_from:%d/%m/%Y}",
        "summary_1": "Đã đính chính",
        "is_legal_basis": "on",
    }
    assert keeper.post(path, {**typed, "number": "khác"}).status_code == 422
    assert (
        keeper.post(
            path, {name: value for name, value in typed.items() if value is not False}
        ).status_code
        == 302
    )
    new = Instrument.objects.get(number=old.number, version=old.version + 1)
    assert new.provisions.count() == old.provisions.count()
    today = timezone.localdate()
    assert citable(today).filter(instrument=old).exists()
    assert keeper.post(f"/van-ban/{new.pk}/cong-bo/").status_code == 302
    assert not citable(today).filter(instrument=old).exists()
    assert citable(today).filter(instrument=new, summary="Đã đính chính").exists()
    shown = as_("member").get(f"/van-ban/{old.pk}/").content.decode()
    assert "phiên bản 2" in " ".join(shown.split())


def test_every_rule_set_has_a_page_with_every_term(as_, world, counted):
    client, rows = as_("other_staff"), 0
    for rules in RuleSet.objects.all():
        body = client.get(f"/bo-quy-tac/{rules.code}/").content.decode()
        for one in rules.terms.all():
            assert one.words in body
            assert one.get_confidence_display() in body
            rows += 1
    assert client.get("/bo-quy-tac/KHONG-CO/").status_code == 404
    counted(rows, "terms on a page")


@pytest.mark.parametrize("state", ["missing", "empty"])
def test_explain_clock_answers_on_a_fresh_checkout(state, tmp_path):
    """No database file at all; or one without tables."""
    if state == "empty":
        (tmp_path / "portal.sqlite3").touch()
        (tmp_path / "db.sqlite3").touch()
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL")
    } | {"TRY_OUT": "1", "DATA_DIR": str(tmp_path)}
    command = [
        sys.executable,
        "manage.py",
        "explain_clock",
        "--staff-kind",
        "vien_chuc",
        "--act",
        "2026-06-01",
        "--known",
        "2026-06-04",
        "--opened",
        "2026-07-01",
        "--json",
    ]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rule_set"] == "VC-2026"
    assert told["dates"]["processing_ends"]["date"] == "2026-09-03"
    assert set(told["dates"]) == {
        "limitation_ends",
        "processing_ends",
        "processing_extended_ends",
        "answer_due",
        "complaint_until",
        "lapses_on",
    }


NOTICES = [
    # the first and the last weekday off of Tết, and the next worked day, as the Government
    # announced them
    (D(2017, 1, 26), D(2017, 2, 1), D(2017, 2, 2)),
    (D(2018, 2, 14), D(2018, 2, 20), D(2018, 2, 21)),
    (D(2019, 2, 4), D(2019, 2, 8), D(2019, 2, 11)),
    (D(2020, 1, 23), D(2020, 1, 29), D(2020, 1, 30)),
    (D(2021, 2, 10), D(2021, 2, 16), D(2021, 2, 17)),
    (D(2022, 1, 31), D(2022, 2, 4), D(2022, 2, 7)),
    (D(2023, 1, 20), D(2023, 1, 26), D(2023, 1, 27)),
    (D(2024, 2, 8), D(2024, 2, 14), D(2024, 2, 15)),
    (D(2025, 1, 27), D(2025, 1, 31), D(2025, 2, 3)),
    (D(2026, 2, 16), D(2026, 2, 20), D(2026, 2, 23)),
]
SWAPPED = [
    (D(2018, 12, 31), D(2019, 1, 5)),
    (D(2019, 4, 29), D(2019, 5, 4)),
    (D(2024, 4, 29), D(2024, 5, 4)),
    (D(2025, 5, 2), D(2025, 4, 26)),
    (D(2026, 8, 31), D(2026, 8, 22)),
]


def test_the_calendar_of_past_years_is_the_announced_one(world, counted):
    days = calendar()
    for first, last, back in NOTICES:
        between = [first + (last - first) * part / 4 for part in range(5)]
        assert not any(days.is_working(day) for day in between), first
        assert days.is_working(back), back
    for off, worked in SWAPPED:
        assert not days.is_working(off), off
        assert days.is_working(worked), worked
    assert not days.is_working(D(2030, 2, 4))  # mùng ba Tết by the Vietnamese calendar
    counted(len(NOTICES) + len(SWAPPED), "years and swaps of the calendar")
