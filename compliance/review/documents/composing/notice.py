"""The notice of what was reported, as the công văn that is handed over on paper, with the slip on
which its receipt is signed. For whoever has no account it is the only paper that begins the term.
"""

from compliance.core import committee
from compliance.core.language import _, upper_first
from compliance.core.presence import present
from compliance.incidents.models import Evidence, Incident
from compliance.papers.paper import (
    Annex,
    Paper,
    Section,
    Table,
    day_in_words,
    number_line,
    official,
    place_and_day,
    with_end_mark,
)
from compliance.review.case.window import nothing_before
from compliance.review.documents.composing.heads import authority_head
from compliance.review.documents.composing.wording import (
    allegations,
    cited,
    evidence_table,
    happened,
    lines,
    person,
)
from compliance.review.models import Notice
from compliance.rulebook.clocks import local_day

ROOM_TO_SIGN = 38.0  # mm


@official()
def notice_paper(notice: Notice, *, number: str = "", contact: str = "") -> Paper:
    """`number` is what the person types at their own door, `contact` whom to ask; nothing in the
    paper comes from who reported. Its own number is given by the clerk, after it was signed.
    """
    incident, day = notice.incident, local_day(notice.served_at)
    head, unit = authority_head(committee.on(day)), present(incident.handling_office).name
    again = _(" (lần {number})").format(number=notice.number) if notice.number > 1 else ""
    return Paper(
        above=head.above,
        body=head.body,
        number=number_line("", head.symbol("")),
        place_and_day=place_and_day(head.place, day, day.year),
        place=head.place,
        kind="",
        subject=_("thông báo nội dung phản ánh và quyền giải trình{again}, mã số {code}").format(
            again=again, code=incident.code
        ),
        to=[person(incident)],
        sections=with_end_mark(_sections(notice, number, contact)),
        recipients=[
            _("Như trên"),
            _("{unit} (để biết)").format(unit=unit),
            head.archived(),
        ],
        signatures=[head.signature()],
        annexes=[_receipt(incident, notice)],
        label=_("Thông báo {code} lần {number}").format(code=incident.code, number=notice.number),
    )


def _sections(notice: Notice, number: str, contact: str) -> list[Section]:
    incident = notice.incident
    who = incident.person.spoken_to
    rule = nothing_before(notice.due_on, who)
    bundle = list(notice.bundle.select_related("file").order_by("number"))
    return [
        Section(
            "",
            [
                _(
                    "Có nội dung phản ánh liên quan đến {who}. Đây chưa phải là kết luận. {rule}."
                ).format(who=who.lower(), rule=upper_first(rule))
            ],
        ),
        Section(_("1. Sự việc"), _facts(incident)),
        Section(
            _("2. Các nội dung và quy định liên quan, có hiệu lực ngày xảy ra"),
            [_named(row) for row in allegations(incident)],
        ),
        _shown(bundle),
        Section(_("4. Thời hạn giải trình"), [_term(incident, notice)]),
        Section(_("5. Cách giải trình"), [_way(number, contact)]),
        Section(_("6. Quyền của {who}").format(who=who.lower()), [_rights(incident)]),
    ]


def _facts(incident: Incident) -> list[str]:
    where = (
        _(", trên {platform}").format(platform=incident.get_platform_display())
        if incident.platform not in ("", "none")
        else ""
    )
    return [
        _("Xảy ra {incident}{where}.").format(incident=happened(incident), where=where),
        *lines(incident.narrative),
    ]


def _named(row) -> str:
    fact = f": {row.fact.strip().rstrip('.')}" if row.fact.strip() else ""
    said = _("Nội dung {number}. {category}{fact}.").format(
        number=row.number, category=row.provision.get_category_display(), fact=fact
    )
    return _("{said} Quy định: {provision}: {summary}").format(
        said=said, provision=cited(row.provision), summary=row.provision.summary
    )


def _shown(bundle: list[Evidence]) -> Section:
    if not bundle:
        return Section(_("3. Bộ chứng cứ được xem"), [_("Chưa có chứng cứ nào kèm theo lần này.")])
    return Section(_("3. Bộ chứng cứ được xem"), [], [evidence_table(bundle)])


def _term(incident: Incident, notice: Notice) -> str:
    days = present(incident.rule_set).answer_workdays
    return _(
        "{days:02d} ngày làm việc, đến hết {due_on}. Nếu nhận bản giấy sau ngày ghi trên, thời hạn "
        "tính lại từ ngày nhận. Có thể đề nghị gia hạn."
    ).format(days=days, due_on=day_in_words(notice.due_on))


def _way(number: str, contact: str) -> str:
    opened = (
        _(", mở bằng mã {number} (chỉ người nhận dùng, không cho người khác biết)").format(
            number=number
        )
        if number
        else ""
    )
    return (
        _(
            "Trên cổng, mục “Trang của tôi”{opened}; hoặc gửi bản giấy có chữ ký cho đầu mối nội "
            "vụ hay người giao thông báo này, kèm tài liệu nếu có. {contact}"
        ).format(opened=opened, contact=contact)
    ).strip()


def _rights(incident: Incident) -> str:
    days = present(incident.rule_set).contest_workdays
    return _(
        "Xem và nhận bản sao toàn bộ chứng cứ được dùng; giải trình, nộp tài liệu, nêu người làm "
        "chứng; có người cùng tham gia (đại diện công đoàn, luật sư hoặc người khác); đề nghị gia "
        "hạn; đề nghị thay người xử lý có liên quan; không giải trình mà không bị coi là thừa "
        "nhận; được báo kết luận và đề nghị xem xét lại trong {days:02d} ngày làm việc."
    ).format(days=days)


def _receipt(incident: Incident, notice: Notice) -> Annex:
    """Signed by both, or by a witness where the person does not sign."""
    headings = [_("Người giao"), _("Người nhận"), _("Người chứng kiến, khi người nhận không ký")]
    return Annex(
        _("PHIẾU GIAO NHẬN"),
        _("Thông báo lần {number}, mã số {code}").format(number=notice.number, code=incident.code),
        [
            Table(
                _(
                    "Giao cho {incident}, ngày ......../......../............ Các bên ký, ghi rõ "
                    "họ tên:"
                ).format(incident=person(incident)),
                headings,
                [["", "", ""]],
                widths=[54.0, 54.0, 55.0],
                left=[],
                row_height=ROOM_TO_SIGN,
            )
        ],
    )
