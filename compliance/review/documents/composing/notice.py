"""The notice of what was reported, as the công văn that is handed over on paper, with the slip on
which its receipt is signed. For whoever has no account it is the only paper that begins the term.
"""

from compliance.core import committee
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
    again = f" (lần {notice.number})" if notice.number > 1 else ""
    return Paper(
        above=head.above,
        body=head.body,
        number=number_line("", head.symbol("")),
        place_and_day=place_and_day(head.place, day, day.year),
        place=head.place,
        kind="",
        subject=f"thông báo nội dung phản ánh và quyền giải trình{again}, mã số {incident.code}",
        to=[person(incident)],
        sections=with_end_mark(_sections(notice, number, contact)),
        recipients=[
            "Như trên",
            f"{unit} (để biết)",
            head.archived(),
        ],
        signatures=[head.signature()],
        annexes=[_receipt(incident, notice)],
        label=f"Thông báo {incident.code} lần {notice.number}",
    )


def _sections(notice: Notice, number: str, contact: str) -> list[Section]:
    incident = notice.incident
    who = incident.person.get_salutation_display()
    rule = nothing_before(notice.due_on, who)
    bundle = list(notice.bundle.select_related("file").order_by("number"))
    return [
        Section(
            "",
            [
                f"Có nội dung phản ánh liên quan đến {who.lower()}. Đây chưa phải là kết luận."
                f" {rule[:1].upper()}{rule[1:]}."
            ],
        ),
        Section("1. Sự việc", _facts(incident)),
        Section(
            "2. Các nội dung và quy định liên quan, có hiệu lực ngày xảy ra",
            [_named(row) for row in allegations(incident)],
        ),
        _shown(bundle),
        Section("4. Thời hạn giải trình", [_term(incident, notice)]),
        Section("5. Cách giải trình", [_way(number, contact)]),
        Section(f"6. Quyền của {who.lower()}", [_rights(incident)]),
    ]


def _facts(incident: Incident) -> list[str]:
    where = (
        f", trên {incident.get_platform_display()}" if incident.platform not in ("", "none") else ""
    )
    return [f"Xảy ra {happened(incident)}{where}.", *lines(incident.narrative)]


def _named(row) -> str:
    fact = f": {row.fact.strip().rstrip('.')}" if row.fact.strip() else ""
    said = f"Nội dung {row.number}. {row.provision.get_category_display()}{fact}."
    return f"{said} Quy định: {cited(row.provision)}: {row.provision.summary}"


def _shown(bundle: list[Evidence]) -> Section:
    if not bundle:
        return Section("3. Bộ chứng cứ được xem", ["Chưa có chứng cứ nào kèm theo lần này."])
    return Section("3. Bộ chứng cứ được xem", [], [evidence_table(bundle)])


def _term(incident: Incident, notice: Notice) -> str:
    days = present(incident.rule_set).answer_workdays
    return (
        f"{days:02d} ngày làm việc, đến hết {day_in_words(notice.due_on)}. Nếu nhận bản giấy sau"
        " ngày ghi trên, thời hạn tính lại từ ngày nhận. Có thể đề nghị gia hạn."
    )


def _way(number: str, contact: str) -> str:
    opened = (
        f", mở bằng mã {number} (chỉ người nhận dùng, không cho người khác biết)" if number else ""
    )
    return (
        f"Trên cổng, mục “Trang của tôi”{opened}; hoặc gửi bản giấy có chữ ký cho đầu mối nội vụ"
        f" hay người giao thông báo này, kèm tài liệu nếu có. {contact}"
    ).strip()


def _rights(incident: Incident) -> str:
    days = present(incident.rule_set).contest_workdays
    return (
        "Xem và nhận bản sao toàn bộ chứng cứ được dùng; giải trình, nộp tài liệu, nêu người làm"
        " chứng; có người cùng tham gia (đại diện công đoàn, luật sư hoặc người khác); đề nghị gia"
        " hạn; đề nghị thay người xử lý có liên quan; không giải trình mà không bị coi là thừa"
        f" nhận; được báo kết luận và đề nghị xem xét lại trong {days:02d} ngày làm việc."
    )


def _receipt(incident: Incident, notice: Notice) -> Annex:
    """Signed by both, or by a witness where the person does not sign."""
    headings = ["Người giao", "Người nhận", "Người chứng kiến, khi người nhận không ký"]
    return Annex(
        "PHIẾU GIAO NHẬN",
        f"Thông báo lần {notice.number}, mã số {incident.code}",
        [
            Table(
                f"Giao cho {person(incident)}, ngày ......../......../............ Các bên ký, ghi"
                " rõ họ tên:",
                headings,
                [["", "", ""]],
                widths=[54.0, 54.0, 55.0],
                left=[],
                row_height=ROOM_TO_SIGN,
            )
        ],
    )
