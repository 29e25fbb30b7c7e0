"""The cast of every test: one small district with everybody who may come to a page, and stories
that bring a case to any status.

Names are invented. Sensitive fields hold canaries: words that must appear nowhere but where they
belong.
"""

import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from compliance.core.roles import Kind
from compliance.files.renditions import Made
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.serving import show
from compliance.registry.actions import add_office, grant_function
from compliance.registry.models import Kinship, Office, Posting, StaffMember, User
from compliance.review import actions as review
from compliance.review.case.queries import disclosed, live_measures
from compliance.review.models import PaperAct, Protected
from compliance.rulebook.actions import load_data, load_instruments
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.queries import citable, forget_calendar

LOCAL = Path(__file__).parent.parent / "halang_portal/tryout/sample/data"
START = date(2017, 1, 1)
PASSWORD = "mat-khau-thu-nghiem-308"
CANARIES = {
    "title": "chim-hoàng-yến-tóm-tắt",
    "narrative": "chim-hoàng-yến-diễn-biến",
    "answer": "chim-hoàng-yến-giải-trình",
    "opinion": "chim-hoàng-yến-ý-kiến",
    "finding": "chim-hoàng-yến-nhận-định",
    "evidence": "chim-hoàng-yến-chứng-cứ",
}


def copy_of(made: Made) -> io.BytesIO:
    """A picture or a copy that was made, for whoever opens a file."""
    return io.BytesIO(made.read_bytes())


def typed(incident: Incident) -> dict:
    """The form of the draft as a browser would send it."""
    return {
        "version": incident.version,
        "person": incident.person_id,
        "title": incident.title,
        "act_kind": incident.act_kind,
        "platform": incident.platform,
        "link": incident.link,
        "account_kind": incident.account_kind,
        "happened_at": f"{incident.happened_at.astimezone(ZONE):%d/%m/%Y %H:%M}",
        "known_on": f"{incident.known_on:%d/%m/%Y}",
        "seen_how": incident.seen_how,
        "narrative": incident.narrative,
        "unit_action": incident.unit_action,
        "provisions": list(incident.allegations.values_list("provision_id", flat=True)),
        "out_of_scope_declared": "on",
    }


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, "PNG")
    return out.getvalue()


PEOPLE = (
    "unit_head",
    "other_head",
    "lead",
    "deputy_lead",
    "member",
    "other_member",
    "kin",
    "recused",
    "affairs",
    "chairman",
    "vice",
    "auditor",
    "administrator",
    "person",
    "other_staff",
    "superuser",
)


@dataclass
class World:
    """Users by part; `person_staff` is the person concerned."""

    offices: dict[str, Office] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def fresh(self, name: str) -> User:
        """The user as a new request would load it."""
        return User.objects.get(pk=self.users[name].pk)

    @property
    def person_staff(self) -> StaffMember:
        return StaffMember.objects.select_related("office", "user").get(user=self.users["person"])


def build() -> World:
    """Rules, offices, people and functions."""
    at = datetime(2017, 1, 3, 8, tzinfo=ZONE)
    load_data(at=at)
    load_instruments(folder=LOCAL, at=at)
    forget_calendar()
    world = World()
    root = _office(
        world, "UBND", "UBND huyện Thử", Office.Kind.AUTHORITY, None, at, sends_return=False
    )
    _office(world, "XA", "UBND xã Một", Office.Kind.COMMUNE, root, at)
    _office(world, "XB", "UBND xã Hai", Office.Kind.COMMUNE, root, at)
    _office(world, "NV", "Phòng Nội vụ", Office.Kind.DEPARTMENT, root, at)
    people = {
        "unit_head": ("Tô Thử Một", "XA", "Chủ tịch UBND xã", True, Kind.UNIT_HEAD),
        "other_head": ("Lý Thử Hai", "XB", "Chủ tịch UBND xã", True, Kind.UNIT_HEAD),
        "lead": ("Thẩm Thử Ba", "UBND", "Tổ trưởng", True, Kind.LEAD),
        "deputy_lead": ("La Thử Bốn", "UBND", "Tổ phó", False, Kind.DEPUTY_LEAD),
        "member": ("Phùng Thử Năm", "UBND", "Thành viên Tổ", False, Kind.MEMBER),
        "other_member": ("Sầm Thử Sáu", "UBND", "Thành viên Tổ", False, Kind.MEMBER),
        "kin": ("Đàm Thử Bảy", "UBND", "Thành viên Tổ", False, Kind.MEMBER),
        "recused": ("Bế Thử Tám", "UBND", "Tổ phó", False, Kind.DEPUTY_LEAD),
        "affairs": ("Lương Thử Chín", "NV", "Chuyên viên", False, Kind.INTERNAL_AFFAIRS),
        "chairman": ("Lục Thử Mười", "UBND", "Chủ tịch UBND huyện", True, Kind.CHAIRMAN),
        "vice": ("Triệu Thử Mười Một", "UBND", "Phó Chủ tịch UBND huyện", True, Kind.VICE_CHAIRMAN),
        "auditor": ("Nông Thử Mười Hai", "UBND", "Chuyên viên", False, Kind.AUDITOR),
        "administrator": ("Hoàng Thử Mười Ba", "UBND", "Quản trị mạng", False, Kind.ADMINISTRATOR),
        "person": ("Chu Yến Phản Ánh", "XA", "Công chức Văn phòng", False, None),
        "other_staff": ("Ma Thử Mười Lăm", "XA", "Công chức Tư pháp", False, None),
    }
    for number, (name, row) in enumerate(people.items(), 1):
        world.users[name] = _person(world, f"T{number:03d}", name, *row, at)
    world.users["superuser"] = User.objects.create_superuser(
        "superuser", PASSWORD, display_name="Siêu Thử"
    )
    person = world.person_staff
    related(world.users["kin"].staff, person, at=at, declared_by=world.users["kin"])
    return world


def related(
    one: StaffMember,
    other: StaffMember,
    relation: str = "sibling",
    at: datetime | None = None,
    **more,
) -> Kinship:
    """A relation both sides have confirmed."""
    at = at or timezone.now()
    said = {"declared_at": at, "person_from": at, "relative_from": at, "confirmed_at": at, **more}
    return Kinship.objects.create(person=one, relative=other, relation=relation, **said)


def load() -> World:
    """The world that is already in the database."""
    world = World(offices={office.code: office for office in Office.objects.all()})
    world.users = {user.username: user for user in User.objects.all()}
    return world


def _office(
    world: World, code: str, name: str, kind: str, parent: Office | None, at: datetime, **more
) -> Office:
    world.offices[code] = add_office(
        by=None,
        at=at,
        code=code,
        name=name,
        short_name=name.replace("UBND xã ", ""),
        kind=kind,
        parent=parent,
        valid_from=START,
        order=len(world.offices),
        **more,
    )
    return world.offices[code]


def _person(
    world: World,
    code: str,
    username: str,
    name: str,
    office: str,
    position: str,
    leader: bool,
    kind: Kind | None,
    at: datetime,
) -> User:
    user = User.objects.create_user(
        username, PASSWORD, display_name=name, email=f"{username.replace('_', '.')}@thu.example"
    )
    staff = StaffMember(
        code=code,
        full_name=name,
        email=user.email,
        user=user,
        office=world.offices[office],
        position=position,
        staff_kind="cong_chuc",
        is_leader=leader,
    )
    staff.fill_search()
    staff.save()
    Posting.objects.create(
        staff=staff,
        office=staff.office,
        position=position,
        staff_kind="cong_chuc",
        is_leader=leader,
        valid_from=START,
    )
    if kind:
        grant_function(
            user=user,
            kind=kind,
            office=staff.office if kind == Kind.UNIT_HEAD else None,
            valid_from=START,
            by=None,
            at=at,
            basis="Thử nghiệm",
        )
    return user


# --- stories

ORDER = (
    "draft",
    "submitted",
    "in_review",
    "awaiting_answer",
    "consulting",
    "concluded",
    "enforcing",
    "closed",
)


class Story:
    """One case about `person`, logged by the unit head, accepted by the lead, handled by the
    member, concluded by the deputy lead.
    """

    def __init__(
        self,
        world: World,
        *,
        start: datetime | None = None,
        reporter: str = "unit_head",
        staff: StaffMember | None = None,
        outcome: str = "written_reminder",
    ):
        self.world, self.reporter, self.outcome = world, reporter, outcome
        self.staff = staff or world.person_staff
        self.at = start or timezone.now() - timedelta(days=2)
        self.incident = self._draft()

    @classmethod
    def found(
        cls,
        world: World,
        pk: int,
        at: datetime,
        *,
        reporter: str = "unit_head",
        staff: StaffMember | None = None,
        outcome: str = "written_reminder",
    ):
        """The story of a case that is already in the database."""
        made = cls.__new__(cls)
        made.world, made.reporter, made.outcome, made.staff, made.at = (
            world,
            reporter,
            outcome,
            staff or world.person_staff,
            at,
        )
        made.incident = Incident(pk=pk)
        made.fresh()
        return made

    @staticmethod
    def name_of(
        status: str, *, start: datetime | None = None, staff: StaffMember | None = None, **how
    ) -> tuple | None:
        """A story that begins at a moment of its own is not kept."""
        return (
            ("story", status, staff and staff.pk, *sorted(how.items())) if start is None else None
        )

    def user(self, name: str) -> User:
        return self.world.fresh(name)

    def step(self, minutes: int = 10) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at

    def fresh(self) -> Incident:
        self.incident = Incident.objects.with_people().get(pk=self.incident.pk)
        return self.incident

    def to(self, status: str) -> Incident:
        """Bring it to `status` by the verbs a person would use."""
        side = {
            "returned": self.send_back,
            "screened_out": self.screen_out,
            "noted": self.note,
            "withdrawn": self.withdraw,
        }
        if status in side:
            self.submit()
            side[status]()
            return self.fresh()
        if status == "stopped":
            self.to("awaiting_answer")
            self.stop()
            return self.fresh()
        for verb in (
            self.submit,
            self.accept,
            self.notify,
            self.hear,
            self.conclude,
            self.enforce,
            self.close,
        )[: ORDER.index(status)]:
            verb()
        return self.fresh()

    def _draft(self) -> Incident:
        by = self.user(self.reporter)
        incident = incident_actions.start_draft(by=by, at=self.at)
        happened = self.at - timedelta(days=1)
        provision = next(
            p
            for p in citable(local_day(happened), self.staff.staff_kind)
            if p.instrument.is_legal_basis
        )
        fields = {
            "person": self.staff,
            "title": CANARIES["title"],
            "act_kind": "post",
            "platform": "facebook",
            "account_kind": "personal",
            "link": "https://mang.example/bai/1",
            "happened_at": happened,
            "known_on": local_day(happened),
            "seen_how": "public",
            "narrative": f"{CANARIES['narrative']} đăng bài chưa kiểm chứng trong giờ làm việc.",
            "unit_measure": "oral_reminder",
            "unit_acted_on": local_day(happened),
            "unit_action": "Đơn vị đã nhắc nhở, hướng dẫn gỡ bài.",
            "out_of_scope_declared": True,
        }
        incident = incident_actions.save_draft(
            incident=incident, fields=fields, provisions=[provision], by=by, at=self.step()
        )
        file = incident_actions.store_file(
            upload=SimpleUploadedFile("anh.png", png(), "image/png"), by=by, at=self.step()
        )
        incident_actions.add_evidence(
            incident=incident, file=file, caption=CANARIES["evidence"], by=by, at=self.step()
        )
        return self.__dict__.setdefault("incident", Incident.objects.get(pk=incident.pk))

    def scope(self, *ticked: str) -> dict[str, bool]:
        return {kind: kind in ticked for kind in Protected.values}

    def submit(self) -> None:
        incident_actions.submit(incident=self.fresh(), by=self.user(self.reporter), at=self.step())

    def send_back(self) -> None:
        review.return_for_more(
            incident=self.fresh(),
            reason="Ghi rõ nguồn biết sự việc.",
            by=self.user("lead"),
            at=self.step(),
        )

    def screen_out(self, because: str = "good_faith") -> None:
        more = (
            {"referred_to": "Thanh tra", "reference": "05/PC"} if because == "denunciation" else {}
        )
        review.screen_out(
            incident=self.fresh(),
            scope=self.scope(because),
            because=because,
            reason="Góp ý thiện chí.",
            by=self.user("lead"),
            at=self.step(),
            **more,
        )

    def note(self) -> None:
        review.note(
            incident=self.fresh(),
            scope=self.scope(),
            reason="Mức độ nhẹ, đã hướng dẫn.",
            by=self.user("lead"),
            at=self.step(),
        )

    def withdraw(self) -> None:
        incident_actions.withdraw(
            incident=self.fresh(),
            reason="Đã xác minh lại.",
            by=self.user(self.reporter),
            at=self.step(),
        )

    def accept(self) -> None:
        review.accept(
            incident=self.fresh(),
            scope=self.scope(),
            handler=self.user("member"),
            reason="Có căn cứ.",
            by=self.user("lead"),
            at=self.step(),
        )

    def ask_stop(self, because: str = "wrong_person", who: str = "member", **more) -> None:
        review.ask_stop(
            incident=self.fresh(),
            because=because,
            reason="Tài khoản của người khác cùng tên.",
            by=self.user(who),
            at=self.step(),
            **more,
        )

    def agree(self, who: str = "deputy_lead") -> None:
        """Somebody agrees with the correction or stop that waits."""
        incident = self.fresh()
        review.agree_rectification(
            incident=incident,
            row=incident.rectifications.waiting().get(),
            by=self.user(who),
            at=self.step(),
        )

    def stop(self, because: str = "wrong_person", **more) -> None:
        """The handler asks, a lead agrees."""
        self.ask_stop(because, **more)
        self.agree()

    def reopen(self, who: str = "lead") -> None:
        review.reopen(
            incident=self.fresh(),
            scope=self.scope(),
            handler=self.user("member"),
            reason="Có tình tiết mới.",
            by=self.user(who),
            at=self.step(),
        )

    def recuse(self, who: str = "recused") -> None:
        incident_actions.recuse(
            incident=self.fresh(),
            who=self.user(who),
            reason="Có quan hệ công tác.",
            by=self.user("lead"),
            at=self.step(),
        )

    def notify(self) -> None:
        incident = self.fresh()
        review.notify(
            incident=incident,
            bundle=list(incident.evidence.all()),
            by=self.user("member"),
            at=self.step(),
        )

    def person(self) -> User:
        return User.objects.get(pk=self.staff.user_id)

    def see(self) -> None:
        """The person takes the notice and opens every item of the bundle."""
        review.open_notice(incident=self.fresh(), by=self.person(), at=self.step())
        for item in disclosed(self.incident):
            item.incident = self.incident
            show(item, by=self.person(), at=self.step(), what="opened_evidence")

    def complete(self) -> None:
        review.complete_answer(incident=self.fresh(), by=self.person(), at=self.step())

    def answer(self) -> None:
        self.see()
        incident = self.fresh()
        parts = [
            {"allegation": a.pk, "stance": "partly", "text": CANARIES["answer"]}
            for a in incident.allegations.order_by("number")
        ]
        review.answer(
            incident=incident,
            per_allegation=parts,
            text="",
            by=User.objects.get(pk=self.staff.user_id),
            at=self.step(),
        )

    def enter_paper(
        self,
        verb: str,
        payload: dict,
        who: str = "member",
        at: datetime | None = None,
        day: date | None = None,
    ) -> PaperAct:
        """`who` enters a paper that came in on `day`, with its scan; it waits for another."""
        by, at = self.user(who), at or self.step()
        scan = SimpleUploadedFile("ban-chup.png", png(), "image/png")
        review.enter_paper(
            incident=self.fresh(),
            verb=verb,
            received_on=day or local_day(at),
            payload=payload,
            scan=incident_actions.store_file(upload=scan, by=by, at=at),
            by=by,
            at=at,
        )
        return PaperAct.objects.latest("pk")

    def confirm_paper(
        self, row: PaperAct, who: str = "affairs", at: datetime | None = None
    ) -> None:
        by = self.user(who)
        review.confirm_paper(incident=self.fresh(), paper=row, by=by, at=at or self.step())

    def by_paper(self, verb: str, payload: dict) -> PaperAct:
        """Entered by the member, confirmed by internal affairs."""
        row = self.enter_paper(verb, payload)
        self.confirm_paper(row)
        return row

    def hear(self) -> None:
        """Answered, and declared complete: nobody has to wait for the end of the window."""
        self.answer()
        self.complete()
        review.consult(incident=self.fresh(), by=self.user("member"), at=self.step())

    def opine(self) -> None:
        for side, who in (("unit", "unit_head"), ("affairs", "affairs")):
            review.give_opinion(
                incident=self.fresh(),
                side=side,
                text=CANARIES["opinion"],
                suggests=self.outcome,
                by=self.user(who),
                at=self.step(),
            )

    def propose(self) -> None:
        incident = self.fresh()
        result = "no_violation" if self.outcome == "no_violation" else "established"
        findings = [
            {
                "allegation": a,
                "standard": "Không đăng tin chưa kiểm chứng; cần chứng cứ rõ ràng.",
                "result": result,
                "severity": "it_nghiem_trong" if result == "established" else "",
                "reasons": CANARIES["finding"],
                "answer_considered": "Đã xem xét giải trình.",
            }
            for a in incident.allegations.order_by("number")
        ]
        review.propose(
            incident=incident,
            findings=findings,
            outcome=self.outcome,
            reasons=CANARIES["finding"],
            by=self.user("member"),
            at=self.step(),
        )

    def conclude(self) -> None:
        self.opine()
        self.propose()
        review.conclude(incident=self.fresh(), by=self.user("deputy_lead"), at=self.step())

    def enforce(self) -> None:
        incident = self.fresh()
        review.set_measure(
            incident=incident,
            kind="written_reminder",
            what="Nhắc nhở bằng văn bản.",
            office=incident.handling_office,
            due_on=local_day(self.at) + timedelta(days=14),
            by=self.user("member"),
            at=self.step(),
        )

    def carry_out(self) -> None:
        incident = self.fresh()
        review.carry_out(
            incident=incident,
            measure=live_measures(incident).first(),
            proof="Đã giao văn bản.",
            by=self.user("unit_head"),
            at=self.step(),
            document_number="12/UBND",
            document_date=local_day(self.at),
            signer="Tô Thử Một, Chủ tịch UBND xã",
            served_on=local_day(self.at),
            served_how="paper",
        )

    def verify(self) -> None:
        incident = self.fresh()
        review.verify(
            incident=incident,
            measure=live_measures(incident).first(),
            by=self.user("member"),
            at=self.step(),
        )

    def close(self) -> None:
        self.carry_out()
        self.verify()
        review.close(incident=self.fresh(), by=self.user("member"), at=self.step())
