"""How each page that asks first is reached: who sends what, and what has to be there before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.assurance.models import Breach
from compliance.guidance.models import Dispatch
from compliance.incidents.actions import add_evidence, invite
from compliance.incidents.models import Incident
from compliance.outbox.models import Message
from compliance.registry import actions as registry
from compliance.registry.models import (
    DataRequest,
    Departure,
    Function,
    ImportRun,
    Kinship,
    OfficeVersion,
    Posting,
    User,
)
from compliance.review import actions as review
from compliance.review.case.queries import live_measures
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument
from reports import actions as reporting
from reports.models import Delivery, Direction, DirectionTask, Recipient, Summary, UnitReturn
from tests.world import png


class Asking(NamedTuple):
    """`before(world, keys)` makes what has to be there and gives (keys of the address, form)."""

    route: str
    who: str
    before: Callable[[Any, dict], tuple[dict, dict]]


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def plain(**form: str) -> Callable[[Any, dict], tuple[dict, dict]]:
    """What the world of routes holds is enough."""
    return lambda world, keys: (keys, form)


def access(world, keys):
    asked = registry.ask_access(
        user=world.person,
        kind="password",
        way="slip",
        reason="Quên mật khẩu.",
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    return {"pk": asked.pk}, {"asked_owner": "on"}


def read_list(state: str):
    def before(world, keys):
        run = ImportRun.objects.create(
            name="b.csv",
            path="khong",
            sha256="1",
            by=world.affairs,
            at=timezone.now(),
            state=state,
            seen_seq=10**9,
        )
        return {"pk": run.pk}, {}

    return before


def relation(world, keys):
    row = Kinship.objects.latest("pk")
    registry.ask_removal(
        kinship=row, because="Khai nhầm.", by=world.fresh("person"), at=timezone.now()
    )
    return {"pk": row.pk}, {"act": "remove"}


def later_post(world, keys):
    staff = world.person_staff
    post = registry.post_staff(
        staff=staff,
        office=world.offices["XB"],
        position="Công chức",
        staff_kind=staff.staff_kind,
        is_leader=False,
        valid_from=timezone.localdate() + timedelta(days=9),
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    return {"pk": post.pk}, {}


def later_name(world, keys):
    registry.change_office(
        office=world.offices["XA"],
        day=timezone.localdate() + timedelta(days=9),
        basis="QĐ 1",
        name="Tên mới",
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    return {"pk": OfficeVersion.objects.latest("pk").pk}, {}


def later_committee(world, keys):
    made = registry.change_committee(
        valid_from=timezone.localdate() + timedelta(days=9),
        basis="QĐ 1",
        short_name="UBND xã Mới",
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    return {"pk": made.pk}, {}


def empty_office(world, keys):
    made = registry.add_office(
        code="XZ",
        name="Phòng thử",
        short_name="Thử",
        kind=world.offices["XA"].kind,
        parent=world.offices["XA"].parent,
        valid_from=timezone.localdate() - timedelta(days=90),
        basis="QĐ 1",
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    return {"code": made.code}, {"last_day": day(), "kind": "ended", "basis": "QĐ 2"}


def data_request(world, keys):
    row = DataRequest.objects.latest("pk")
    registry.receive_request(request=row, by=world.fresh("affairs"), at=timezone.now())
    return {"pk": row.pk}, {"act": "answer", "accepted": "1", "answer": "Đã sửa."}


def dead_message(world, keys):
    row = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=row.pk).update(dead_at=timezone.now(), done_at=None)
    return {"pk": row.pk}, {"ly-do": "Không còn cần."}


def draft_of_rule(world, keys):
    row = Instrument.objects.filter(published_at=None).first() or Instrument.objects.create(
        kind="decision",
        number="77/QĐ-THU",
        title="Quy chế thử",
        issuer="UBND",
        issued_on=timezone.localdate(),
        valid_from=timezone.localdate(),
        is_legal_basis=False,
    )
    return {"pk": row.pk}, {}


def approved(world) -> Summary:
    summary = Summary.objects.latest("pk")
    return reporting.approve(summary=summary, by=world.fresh("lead"), at=timezone.now())


def signed(world) -> Summary:
    return reporting.record_signed(
        summary=approved(world),
        number="7/BC-TKTGS",
        day=timezone.localdate(),
        signer="Thẩm Thử Ba",
        by=world.fresh("lead"),
        at=timezone.now(),
    )


def to_number(world, keys):
    return {"pk": approved(world).pk}, {"number": "7/BC-TKTGS", "day": day(), "signer": "Ba"}


def to_extract(world, keys):
    return {"pk": signed(world).pk}, {"number": "5/TrS-TKTGS", "day": day(), "signer": "Ba"}


def to_revise(world, keys):
    return {"pk": approved(world).pk}, {"text": "Bổ sung một vụ việc."}


def to_distribute(world, keys):
    summary = signed(world)
    Recipient.objects.create(name="Phòng Nội vụ", inside=True, email="phong@thu.example")
    return {"pk": summary.pk}, {}


def copy_on_paper(world, keys):
    return keys, {"text": "Bà Thử nhận ngày 12/11"}


def copy_sent(world, keys):
    receiver = Recipient.objects.create(name="Sở", inside=False, email="so@ngoai.example")
    copy = Delivery.objects.create(
        summary=Summary.objects.latest("pk"),
        recipient=receiver,
        state=Delivery.State.SENT,
        by=world.lead,
        at=timezone.now(),
    )
    return {"pk": copy.pk}, {}


def last_day_over(world, keys):
    leaver = Departure.objects.latest("pk")
    Function.objects.filter(user=leaver.staff.user).delete()
    return {"pk": leaver.pk}, {}


def breach(world, keys):
    row = Breach.objects.latest("pk")
    now = timezone.localtime()
    Breach.objects.filter(pk=row.pk).update(noticed_at=now - timedelta(hours=2))
    return {"pk": row.pk}, {
        "act": "notify",
        "number": "12/UBND",
        "notified_at": f"{now - timedelta(hours=1):%d/%m/%Y %H:%M}",
    }


def to_archive(world, keys):
    Incident.objects.filter(code=keys["code"]).update(
        status="closed", outcome="discipline", closed_at=timezone.now()
    )
    return keys, {"handed_on": day(), "reference": "BB-12"}


def drafts(world, keys):
    from compliance.incidents.actions import start_draft

    draft = start_draft(by=world.fresh("unit_head"), at=timezone.now())
    return {}, {"codes": [draft.code]}


def draft_of_leaver(world, keys):
    from compliance.incidents.actions import start_draft

    start_draft(by=world.fresh("other_member"), at=timezone.now())
    return keys, {}


ROWS = (
    Asking("assurance:breach", "affairs", breach),
    Asking("assurance:review", "auditor", plain(remarks="Đủ.")),
    Asking("guidance:end_dispatch", "lead", plain()),
    Asking("incidents:drafts", "unit_head", drafts),
    Asking("outbox:leave_undone", "administrator", dead_message),
    Asking("registry:account", "administrator", plain(act="shut")),
    Asking("registry:close_office", "affairs", empty_office),
    Asking("registry:confirm_access", "auditor", access),
    Asking("registry:data_request", "affairs", data_request),
    Asking("registry:end_function", "administrator", plain()),
    Asking("registry:import_apply", "affairs", read_list("previewed")),
    Asking("registry:import_cancel", "affairs", read_list("previewed")),
    Asking("registry:import_undo", "affairs", plain()),
    Asking("registry:relation", "lead", relation),
    Asking("registry:take_back_committee", "administrator", later_committee),
    Asking("registry:take_back_change", "affairs", later_name),
    Asking("registry:take_back_posting", "affairs", later_post),
    Asking("reports:approve_summary", "lead", plain()),
    Asking("reports:close_direction", "chairman", plain()),
    Asking("reports:distribute", "lead", to_distribute),
    Asking("reports:end_recipient", "lead", plain()),
    Asking("reports:hand_over", "lead", copy_on_paper),
    Asking("reports:record_extract", "lead", to_extract),
    Asking("reports:resend", "lead", copy_sent),
    Asking("reports:revise_summary", "lead", to_revise),
    Asking("reports:sign_summary", "lead", to_number),
    Asking("retention:decide", "auditor", plain(agrees="1", reason="Đúng hạn.")),
    Asking("retention:decide_hold", "auditor", plain(agrees="0")),
    Asking("retention:archive", "affairs", to_archive),
    Asking("review:discard_document", "member", plain()),
    Asking("review:drop_departure", "administrator", plain()),
    Asking("review:finish_departure", "administrator", last_day_over),
    Asking("review:hand_drafts", "administrator", draft_of_leaver),
    Asking("review:hand_function", "administrator", plain()),
    Asking(
        "review:type_back",
        "member",
        plain(number="15/GM-TKTGS", issued_on=day(), signer="Thẩm Thử Ba", sure="on"),
    ),
    Asking("review:vote_reveal", "lead", plain(agrees="1", reason="Cần cho việc xác minh.")),
    Asking("rulebook:publish", "lead", draft_of_rule),
)
# fields of these that somebody types words into
TEXTS = {
    "assurance:breach": ("number",),
    "assurance:review": ("remarks",),
    "outbox:leave_undone": ("ly-do",),
    "registry:data_request": ("answer",),
    "reports:hand_over": ("text",),
    "reports:record_extract": ("signer",),
    "reports:revise_summary": ("text",),
    "reports:sign_summary": ("signer",),
    "retention:archive": ("reference",),
    "retention:decide": ("reason",),
    "review:vote_reveal": ("reason",),
}
# asked in a story of its own below: the case has to stand where the act is offered
IN_A_STORY = ("incidents:drop_evidence", "review:act", "review:own_act", "review:acknowledge")


class OnCase(NamedTuple):
    """An act of `who` on a case brought to `status`; `before(made)` does what is left, and gives
    what the form holds beyond its own first choices. `how`: more of the story, as `days` since it
    began.
    """

    path: str
    who: str
    status: str
    before: Callable[[Any], dict]
    how: dict = {}


def nothing(made) -> dict:
    return {}


def proposed(made) -> dict:
    made.opine()
    made.propose()
    return {}


def carried_out(made) -> dict:
    made.carry_out()
    return {"measure": live_measures(made.fresh()).get().pk}


def verified(made) -> dict:
    made.carry_out()
    made.verify()
    return {}


def entered(made) -> dict:
    row = made.enter_paper("ask_extension", {"workdays": 3, "reason": "Cần thêm thời gian."})
    return {"paper": row.pk, "decision": "confirmed"}


def asked_to_stop(made) -> dict:
    made.ask_stop()
    return {"row": made.fresh().rectifications.waiting().get().pk, "decision": "agreed"}


def invited(made) -> dict:
    row = invite(
        incident=made.fresh(),
        user=made.user("other_member"),
        part="",
        until=timezone.localdate() + timedelta(days=9),
        reason="Giúp đối chiếu.",
        by=made.user("lead"),
        at=made.step(),
    )
    return {"invitation": row.pk}


def contested(made) -> dict:
    review.file_contest(incident=made.fresh(), text="Xem lại.", by=made.person(), at=made.step())
    return {"decision": "keep", "reasons": "Đã xem xét đủ."}


def handler(made) -> dict:
    return {"handler": made.user("other_member").pk, "reason": "Cân đối việc."}


def screened(made) -> dict:
    return {
        "decision": "screened_out",
        "because": "good_faith",
        "scope_good_faith": "yes",
        "reason": "Góp ý đúng nơi.",
    }


def more_evidence(made) -> dict:
    """Something that came in after the notice."""
    add_evidence(
        incident=made.fresh(),
        url="https://mang.example/bai/2",
        caption="Bài thứ hai",
        by=made.user("member"),
        at=made.step(),
    )
    return {"bundle": [made.fresh().evidence.latest("number").pk], "reason": "Bổ sung."}


def read(made) -> dict:
    """The person has taken the notice, and says nothing."""
    review.open_notice(incident=made.fresh(), by=made.person(), at=made.step())
    return {}


def silent(made) -> dict:
    read(made)
    made.at += timedelta(days=25)
    review.notify_again(incident=made.fresh(), by=made.user("member"), at=made.step())
    return {}


def recommended(made) -> dict:
    """Discipline was recommended to who decides on it, and has been decided."""
    sent = local_day(made.at)
    common = {"by": made.user("member"), "at": made.step()}
    incident = made.fresh()
    review.set_measure(
        incident=incident,
        kind="discipline",
        what="Xem xét kỷ luật.",
        office=incident.handling_office,
        due_on=sent + timedelta(days=9),
        **common,
    )
    review.carry_out(
        incident=made.fresh(),
        measure=live_measures(made.fresh()).get(),
        by=made.user("unit_head"),
        at=made.step(),
        document_number="30/TTr",
        document_date=sent,
        signer="Lục Thử Mười",
    )
    decided = f"{sent + timedelta(days=20):%d/%m/%Y}"
    return {
        "measure": live_measures(made.fresh()).get().pk,
        "result": "discipline",
        "form": "khien_trach",
        "number": "77/QĐ-UBND",
        "issued_on": decided,
        "signer": "Lục Thử Mười",
        "received_on": decided,
        "upload": scan(),
    }


def stands_aside(made) -> dict:
    return {"who": made.user("recused").pk, "reason": "Có quyền lợi liên quan."}


ACTS_ASKED = (
    OnCase("thu-ly", "lead", "submitted", screened),
    OnCase("giao-lai", "lead", "in_review", handler),
    OnCase("thong-bao", "member", "in_review", nothing),
    OnCase("khong-giai-trinh", "person", "awaiting_answer", lambda made: {"sure": "on"}),
    OnCase("xac-nhan-ban-giay", "affairs", "awaiting_answer", entered),
    OnCase("quyet-dinh-de-nghi", "deputy_lead", "awaiting_answer", asked_to_stop),
    OnCase("thoi-moi", "lead", "in_review", invited),
    OnCase("ket-luan", "deputy_lead", "consulting", proposed),
    OnCase("quyet-dinh-xem-xet-lai", "chairman", "concluded", contested),
    OnCase("bo-bien-phap", "member", "enforcing", nothing),
    OnCase("xac-nhan-bien-phap", "member", "enforcing", carried_out),
    OnCase("ket-thuc", "member", "enforcing", verified),
    OnCase("mo-lai", "lead", "closed", handler),
    OnCase("thoi-tham-gia", "lead", "consulting", stands_aside),
    OnCase("bo-sung-chung-cu", "member", "awaiting_answer", more_evidence),
    OnCase("thong-bao-lan-hai", "member", "awaiting_answer", read, {"days": 30}),
    OnCase("khong-tra-loi", "member", "awaiting_answer", silent, {"days": 60}),
    OnCase("qua-han-y-kien", "member", "consulting", nothing, {"days": 30}),
    OnCase(
        "ghi-quyet-dinh",
        "affairs",
        "concluded",
        recommended,
        {"days": 60, "outcome": "discipline"},
    ),
)


def drop_evidence(made) -> tuple[dict, dict]:
    item = made.fresh().evidence.first()
    return {"code": made.incident.code, "pk": item.pk}, {}


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-ky.png", png(), "image/png")


class ThereAndBack(NamedTuple):
    """A page and the page that takes it back: who sends what to either, on which row, whose
    `columns` stand afterwards as before. `before(world, keys)` gives the keys of both addresses and
    `row`, the key of the row; of a column `set:…` only whether it is set.
    """

    there: str
    forth: tuple[str, dict]
    back: str
    home: tuple[str, dict]
    model: Any
    columns: tuple[str, ...]
    before: Callable[[Any, dict], dict]


def same(world, keys):
    return {**keys, "row": keys["pk"]}


def of_account(world, keys):
    return {**keys, "row": world.person.pk}


def closed(world, keys):
    Direction.objects.filter(pk=keys["pk"]).update(closed_at=timezone.now(), closed_by=world.lead)
    return same(world, keys)


def left_out(world, keys):
    Recipient.objects.filter(pk=keys["pk"]).update(ended_at=timezone.now())
    return same(world, keys)


def sent_out(world, keys):
    Dispatch.objects.filter(pk=keys["pk"]).update(ended_at=timezone.now())
    return same(world, keys)


def ended_function(world, keys):
    row = Function.objects.get(pk=keys["pk"])
    registry.end_function(function=row, by=world.fresh("administrator"), at=timezone.now())
    return same(world, keys)


def second_post(world, keys):
    post = registry.add_second_post(
        staff=world.person_staff,
        office=world.offices["XB"],
        position="Kiêm nhiệm",
        is_leader=False,
        valid_from=timezone.localdate() - timedelta(days=30),
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    return {"pk": post.pk, "row": post.pk}


def ended_post(world, keys):
    keys = second_post(world, keys)
    registry.end_posting(
        posting=Posting.objects.get(pk=keys["pk"]),
        last_day=timezone.localdate(),
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    return keys


def replied(world, keys):
    task = DirectionTask.objects.latest("pk")
    reporting.reply(task=task, text="Đã làm.", by=world.fresh("unit_head"), at=timezone.now())
    return {"pk": task.pk, "row": task.pk}


def returned(world, keys):
    row = UnitReturn.objects.get(office__code="XA")
    reporting.submit_return(
        row=row,
        nil=True,
        narrative="",
        proposals="",
        by=world.fresh("unit_head"),
        at=timezone.now(),
    )
    return {"pk": row.pk, "row": row.pk}


def not_sent(world, keys):
    Delivery.objects.all().delete()
    return same(world, keys)


def sent_up(world, keys):
    Delivery.objects.all().delete()
    return {"pk": approved(world).pk, "row": keys["pk"]}


def stopped(world, keys):
    row, _ = dead_message(world, keys)
    return {**row, "row": row["pk"]}


SHUT, OPEN = ("administrator", {"act": "shut"}), ("administrator", {"act": "open"})
KEEPER, LAST_DAY = ("affairs", {}), ("affairs", {"last_day": day()})
ADMINISTRATOR, LEAD, CHAIR = ("administrator", {}), ("lead", {}), ("chairman", {})
BACK = (
    ThereAndBack(
        "guidance:end_dispatch",
        LEAD,
        "guidance:resume_dispatch",
        LEAD,
        Dispatch,
        ("ended_at",),
        same,
    ),
    ThereAndBack(
        "guidance:resume_dispatch",
        LEAD,
        "guidance:end_dispatch",
        LEAD,
        Dispatch,
        ("set:ended_at",),
        sent_out,
    ),
    ThereAndBack(
        "outbox:leave_undone",
        ("administrator", {"ly-do": "Thôi."}),
        "outbox:resend",
        ADMINISTRATOR,
        Message,
        ("given_up_at", "given_up_because"),
        stopped,
    ),
    ThereAndBack(
        "registry:account", SHUT, "registry:account", OPEN, User, ("is_active",), of_account
    ),
    ThereAndBack(
        "registry:end_function",
        ADMINISTRATOR,
        "registry:resume_function",
        ADMINISTRATOR,
        Function,
        ("valid_from", "valid_to", "ended_at"),
        same,
    ),
    ThereAndBack(
        "registry:resume_function",
        ADMINISTRATOR,
        "registry:end_function",
        ADMINISTRATOR,
        Function,
        ("valid_to",),
        ended_function,
    ),
    ThereAndBack(
        "registry:end_posting",
        LAST_DAY,
        "registry:resume_posting",
        KEEPER,
        Posting,
        ("valid_from", "valid_to", "ended_at"),
        second_post,
    ),
    ThereAndBack(
        "registry:resume_posting",
        KEEPER,
        "registry:end_posting",
        LAST_DAY,
        Posting,
        ("valid_to",),
        ended_post,
    ),
    ThereAndBack(
        "reports:accept_reply",
        CHAIR,
        "reports:reopen_task",
        ("chairman", {"text": "Chưa đủ."}),
        DirectionTask,
        ("accepted_at",),
        replied,
    ),
    ThereAndBack(
        "reports:accept_return",
        LEAD,
        "reports:send_back_return",
        ("lead", {"text": "Bổ sung."}),
        UnitReturn,
        ("accepted_at",),
        returned,
    ),
    ThereAndBack(
        "reports:approve_summary",
        LEAD,
        "reports:send_back_summary",
        ("chairman", {"text": "Sửa."}),
        Summary,
        ("state", "approved_at"),
        not_sent,
    ),
    ThereAndBack(
        "reports:send_back_summary",
        ("chairman", {"text": "Sửa."}),
        "reports:approve_summary",
        LEAD,
        Summary,
        ("state",),
        sent_up,
    ),
    ThereAndBack(
        "reports:close_direction",
        CHAIR,
        "reports:reopen_direction",
        CHAIR,
        Direction,
        ("closed_at", "closed_by_id"),
        same,
    ),
    ThereAndBack(
        "reports:reopen_direction",
        CHAIR,
        "reports:close_direction",
        CHAIR,
        Direction,
        ("set:closed_at",),
        closed,
    ),
    ThereAndBack(
        "reports:end_recipient",
        LEAD,
        "reports:restore_recipient",
        LEAD,
        Recipient,
        ("ended_at",),
        same,
    ),
    ThereAndBack(
        "reports:restore_recipient",
        LEAD,
        "reports:end_recipient",
        LEAD,
        Recipient,
        ("set:ended_at",),
        left_out,
    ),
)
