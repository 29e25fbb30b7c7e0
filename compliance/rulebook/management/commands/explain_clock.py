"""Each date of a case with the rule it comes from, without a case."""

from dataclasses import replace
from datetime import date

from django.core.management.base import CommandError
from django.db import DatabaseError

from compliance.core import commands
from compliance.core.language import _, joined
from compliance.rulebook.actions import (
    data_calendar,
    data_limitation_extension,
    data_rule_sets,
)
from compliance.rulebook.explain import FORMS, Explained, explain
from compliance.rulebook.models import CalendarDay, RuleSet, StaffKind
from compliance.rulebook.queries import calendar, limitation_extension, rule_set_for

WORDS = {
    "limitation_ends": _("Hết thời hiệu"),
    "processing_ends": _("Hết thời hạn xử lý"),
    "processing_extended_ends": _("Hết thời hạn xử lý, phức tạp"),
    "answer_due": _("Hạn giải trình"),
    "complaint_until": _("Hạn khiếu nại lần đầu"),
    "lapses_on": _("Quyết định hết hiệu lực"),
}
KINDS = [kind for kind in StaffKind.values if kind != StaffKind.KHAC]


YEARS = range(1990, 2101)
INTERNAL = (  # decision 0011: an internal reason stops the step, neither limitation nor processing
    "noi_bo"
)


def day(text: str) -> date:
    """YYYY-MM-DD or dd/mm/yyyy."""
    try:
        parsed = (
            date.fromisoformat(text)
            if "-" in text
            else date(*(int(part) for part in reversed(text.split("/"))))
        )
    except (ValueError, TypeError):
        raise CommandError(
            _("Ngày “{text}” không đọc được; ghi 2026-11-24 hoặc 24/11/2026.").format(text=text)
        )
    if parsed.year not in YEARS:
        raise CommandError(
            _("Năm của ngày “{text}” phải từ {years} đến {years_2}; ghi đủ bốn chữ số.").format(
                text=text, years=YEARS[0], years_2=YEARS[-1]
            )
        )
    return parsed


def pause(text: str) -> tuple[date, date, str]:
    """FROM:TO:REASON; TO is the day the clock runs again. The reason is free text; it
    is printed.
    """
    first, __, rest = text.partition(":")
    last, __, reason = rest.partition(":")
    if not last or not reason.strip():
        raise CommandError(_("Lần tạm dừng “{text}” phải có dạng TỪ:ĐẾN:LÝ DO.").format(text=text))
    begins, ends = day(first), day(last)
    if ends < begins:
        raise CommandError(_("Lần tạm dừng “{text}” kết thúc trước khi bắt đầu.").format(text=text))
    return begins, ends, reason.strip()


def one_of(name: str, given: str | None, allowed: list[str]) -> str:
    if given not in allowed:
        raise CommandError(
            _("--{name}: {given}; chọn một trong {allowed}.").format(
                name=name,
                given=_("không có “{given}”").format(given=given) if given else _("còn thiếu"),
                allowed=joined(", ", allowed),
            )
        )
    return given


class Command(commands.Command):
    help = _("In từng thời hạn của một hồ sơ và quy định làm căn cứ.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--staff-kind", metavar="{" + ",".join(KINDS) + "}", help=_("loại cán bộ")
        )
        parser.add_argument("--act", help=_("ngày xảy ra"))
        parser.add_argument("--known", help=_("ngày biết sự việc"))
        parser.add_argument(
            "--opened", help=_("ngày thụ lý: chọn bộ quy tắc, và là ngày gửi thông báo")
        )
        parser.add_argument(
            "--form",
            metavar="{" + ",".join(FORMS) + "}",
            default="khien_trach",
            help=_("mức dự kiến"),
        )
        parser.add_argument("--concluded", help=_("ngày quyết định, kết luận"))
        parser.add_argument(
            "--pause",
            action="append",
            default=[],
            metavar="FROM:TO:REASON",
            help=_("tạm dừng từ FROM, chạy tiếp từ TO; ghi được nhiều lần"),
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *, staff_kind, form, json: bool = False, **given):
        one_of("staff-kind", staff_kind, KINDS), one_of("form", form, list(FORMS))
        if missing := [f"--{name}" for name in ("act", "known", "opened") if not given.get(name)]:
            raise CommandError(
                _("Còn thiếu ngày: {missing}.").format(missing=joined(", ", missing))
            )
        act, known, opened = (day(given[name]) for name in ("act", "known", "opened"))
        concluded = day(given["concluded"]) if given.get("concluded") else None
        if not act <= known <= opened or (concluded and concluded < opened):
            raise CommandError(_("Thứ tự ngày phải là: xảy ra, biết sự việc, thụ lý, kết luận."))
        rules, days, extension = _rules(staff_kind, opened)
        pauses = [pause(text) for text in given["pause"]]
        legal = [(begins, ends) for begins, ends, reason in pauses if reason != INTERNAL]
        clocks = explain(
            rules,
            act=act,
            known=known,
            opened=opened,
            calendar=days,
            form=form,
            concluded=concluded,
            pauses=legal,
            extension=extension,
        )
        clocks = {
            name: explained and _announced(name, explained, days)
            for name, explained in clocks.items()
        }
        if json:
            self.print_json(_for_programs(rules, clocks))
            return
        with commands.to_operator():
            self.stdout.write(_as_text(rules, clocks, pauses))


def _rules(staff_kind: str, opened: date):
    """From the database; on an empty one from the reviewed data files."""
    try:
        if RuleSet.objects.exists() and CalendarDay.objects.exists():
            rules = rule_set_for(staff_kind, opened)
            return rules, calendar(), limitation_extension(rules)
    except RuleSet.DoesNotExist:
        raise CommandError(
            _(
                "Không có bộ quy tắc nào cho ngày {opened:%d/%m/%Y}; dữ liệu bắt đầu từ 01/01/2010."
            ).format(opened=opened)
        )
    except DatabaseError:
        pass
    fitting = [
        explained
        for explained in data_rule_sets()
        if explained.staff_kind == staff_kind
        and explained.valid_from <= opened
        and (explained.valid_to is None or opened <= explained.valid_to)
    ]
    if not fitting:
        raise CommandError(
            _(
                "Không có bộ quy tắc nào cho ngày {opened:%d/%m/%Y}; dữ liệu bắt đầu từ 01/01/2010."
            ).format(opened=opened)
        )
    return fitting[0], data_calendar(), data_limitation_extension(fitting[0])


def _announced(name: str, explained: Explained, days) -> Explained:
    """The date with a word of warning when it lies in a year whose days off no document has named
    yet.
    """
    if name == "lapses_on" or explained.date.year in days.announced:
        return explained
    past = explained.date.year < min(days.announced, default=explained.date.year)
    words = (
        _("tính theo luật, chưa đối chiếu văn bản")
        if past
        else _("chưa có văn bản, ngày này có thể đổi")
    )
    return replace(
        explained,
        rule=_("{rule}; lịch nghỉ năm {year} {words}").format(
            rule=explained.rule, year=explained.date.year, words=words
        ),
    )


def _for_programs(rules, clocks) -> dict:
    dates = {
        name: explained
        and {"date": explained.date.isoformat(), "rule": explained.rule, "basis": explained.basis}
        for name, explained in clocks.items()
    }
    return {"rule_set": rules.code, "dates": dates}


def _as_text(rules, clocks, pauses) -> str:
    lines = [_("Bộ quy tắc: {code}").format(code=rules.code)]
    for name, explained in clocks.items():
        line = (
            f"{explained.date:%d/%m/%Y}  {explained.rule} ({explained.basis})"
            if explained
            else _("không áp dụng")
        )
        lines.append(f"{WORDS[name]:<32}{line}")
    for begins, ends, reason in pauses:
        counts = (
            _("lý do nội bộ, thời hiệu và thời hạn xử lý vẫn chạy")
            if reason == INTERNAL
            else reason
        )
        lines.append(
            _("Tạm dừng từ {begins:%d/%m/%Y}, chạy tiếp từ {ends:%d/%m/%Y}: {counts}").format(
                begins=begins, ends=ends, counts=counts
            )
        )
    return joined("\n", lines)
