"""How a sample case is logged: a draft with evidence, then submitted, through the same actions as
the form.
"""

import io
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from compliance.core.access import narrow
from compliance.incidents import actions
from compliance.incidents.models import Incident, UnitMeasure
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import heads_of
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.queries import citable
from halang_portal.tryout.sample.evidence import BYSTANDERS, about_post, dice, minutes
from halang_portal.tryout.sample.hearing import PAPER_STORY, PAPER_WAITS
from halang_portal.tryout.sample.ledger import KINDS, SHOWN, acted_about, lies_back
from halang_portal.tryout.sample.stories import STORIES

SECOND_POST = "second_post"  # reported by the head of the unit in which the person holds one
_SEEN = {"none": "witnessed", "zalo": "group_member"}
_FONT = settings.BASE_DIR / "static" / "fonts" / "tinos" / "Tinos-Regular.ttf"


def log_incident(*, case, at: datetime) -> Incident | None:
    """Log one case about somebody fit for its fate; None when nobody may log it."""
    second = case.cast.second_post if case.fate == SECOND_POST else None
    person = second.staff if second else _pick(case, _among(case, at))
    reporter = (
        heads_of(second.office, local_day(at)).first() if second else _reporter(case, person, at)
    )
    if reporter is None:
        return None
    happened = _moment(case, at)
    incident = actions.start_draft(by=reporter, at=at - timedelta(minutes=25))
    fields = _fields(case.story, person, happened, _known_on(case, happened, at))
    fields["second_post"] = second
    provisions = _provisions(case, person, happened)
    partly = case.fate == "stays_draft"
    incident = actions.save_draft(
        incident=incident,
        fields=fields,
        provisions=[] if partly else provisions,
        by=reporter,
        at=at - timedelta(minutes=10),
    )
    _evidence(case, incident, reporter, happened, at)
    if case.rng.random() < 0.03:
        incident = actions.save_draft(
            incident=incident,
            fields={},
            by=reporter,
            at=at - timedelta(minutes=5),
            confidential=True,
        )
    if not partly:
        actions.submit(incident=Incident.objects.get(pk=incident.pk), by=reporter, at=at)
    return Incident.objects.get(pk=incident.pk)


def _among(case, at: datetime) -> list[StaffMember]:
    """Whom a case of this fate can be about: in post on the day of an act that lies far back."""
    head_case = case.fate == "head_proposed_now" or (
        case.fate == "review" and case.rng.random() < 0.05
    )
    among = case.cast.leaders if head_case else case.cast.staff
    if case.fate in KINDS:
        day = acted_about(case.fate, at)
        fitting = StaffMember.objects.filter(
            staff_kind=KINDS[case.fate], user__isnull=False, postings__valid_from__lte=day
        )
        keys = set(fitting.values_list("pk", flat=True))
        among = [person for person in among if person.pk in keys] or among
    if case.fate in SHOWN:
        among = [person for person in among if person.user_id]
    if case.fate in (PAPER_STORY, PAPER_WAITS):
        among = [person for person in among if not person.user_id] or among
    return among


def _pick(case, people: list[StaffMember]) -> StaffMember:
    while True:
        person = case.rng.choice(people)
        if case.rng.random() < 1 / (1 + 4 * case.cast.seen.get(person.pk, 0)):
            case.cast.seen[person.pk] = case.cast.seen.get(person.pk, 0) + 1
            return person


def _reporter(case, person: StaffMember, at: datetime) -> User | None:
    """The head of the office; for a head, or now and then, a member of the supervision team."""
    head = heads_of(person.office, local_day(at)).first()
    members = [user for user in case.cast.members if person.pk not in case.cast.may_not_see(user)]
    if (
        head is None
        or person.is_leader
        or head.pk == person.user_id
        or not narrow(head, "oversee_office", Office).filter(pk=person.office_id).exists()
    ):
        return case.rng.choice(members)
    if person.pk in case.cast.may_not_see(head) or case.rng.random() < 0.15:
        return case.rng.choice(members)
    return head


def _moment(case, at: datetime) -> datetime:
    day = acted_about(case.fate, at) - timedelta(days=case.rng.randint(1, 4))
    hour = (
        case.rng.choice((8, 9, 10, 14, 15, 16))
        if case.story.act_kind == "working_time"
        else case.rng.choice((7, 9, 11, 12, 14, 15, 19, 20, 21))
    )
    return datetime(day.year, day.month, day.day, hour, case.rng.randrange(60), tzinfo=ZONE)


def _known_on(case, happened: datetime, at: datetime) -> date:
    if lies_back(case.fate):
        return local_day(at - timedelta(days=2))
    return min(local_day(happened) + timedelta(days=1), local_day(at))


def _fields(story, person: StaffMember, happened: datetime, known: date) -> dict:
    words = {
        "noi": person.office.name,
        "gio": f"{happened:%H giờ %M phút}",
        "ngay": f"{happened:%d/%m/%Y}",
    }
    return {
        "person": person,
        "title": story.title,
        "act_kind": story.act_kind,
        "platform": story.platform,
        "account_kind": "personal" if story.platform not in ("none", "other") else "",
        "link": (
            f"https://mang-xa-hoi.example/bai/{happened:%Y%m%d-%H%M}"
            if story.platform not in ("none", "zalo", "other")
            else ""
        ),
        "happened_at": happened,
        "known_on": known,
        "seen_how": _SEEN.get(story.platform, "public"),
        "narrative": story.narrative.format(**words),
        **_by_unit(getattr(story, "unit_action", ""), known),
        "out_of_scope_declared": True,
    }


def _by_unit(words: str, day: date) -> dict:
    if not words:
        return {}
    measure = UnitMeasure.ORAL_REMINDER if "nhắc" in words.lower() else UnitMeasure.GUIDANCE
    return {"unit_measure": measure, "unit_acted_on": day, "unit_action": words}


def _provisions(case, person: StaffMember, happened: datetime) -> list:
    category = getattr(case.story, "category", "") or case.rng.choice(STORIES).category
    fitting = [p for p in citable(local_day(happened), person.staff_kind) if p.category == category]
    legal = [p for p in fitting if p.instrument.is_legal_basis]
    chosen = [case.rng.choice(legal)]
    others = [p for p in fitting if p.pk != chosen[0].pk]
    if others and case.rng.random() < 0.3:
        chosen.append(case.rng.choice(others))
    return chosen


def _evidence(case, incident: Incident, by: User, happened: datetime, at: datetime) -> None:
    stored = actions.store_file(upload=_screenshot(incident, happened), by=by, at=at)
    actions.add_evidence(
        incident=incident,
        file=stored,
        caption="Ảnh chụp màn hình" if incident.platform != "none" else "Ảnh biên bản ghi nhận",
        by=by,
        at=at,
        **about_post(incident, happened, at),
    )
    if dice(incident).random() < 0.06:
        paper = actions.store_file(upload=minutes(happened), by=by, at=at)
        actions.add_evidence(
            incident=incident, file=paper, caption="Biên bản làm việc", by=by, at=at
        )
    if incident.link:
        status = case.rng.choice(("deleted", "deleted", "there", "edited"))
        actions.add_evidence(
            incident=incident,
            url=incident.link,
            caption="Liên kết bài viết",
            posted_at=happened,
            later_status=status,
            later_status_on=local_day(at),
            by=by,
            at=at,
        )


def _screenshot(incident: Incident, happened: datetime) -> SimpleUploadedFile:
    """A drawn stand-in for a screenshot: clearly a sample, with the words of the narrative."""
    image = Image.new("RGB", (720, 460), "#f4f5f7")
    draw = ImageDraw.Draw(image)
    big, small = (
        ImageFont.truetype(str(_FONT), size) if _FONT.exists() else ImageFont.load_default()
        for size in (26, 19)
    )
    draw.rectangle((24, 24, 696, 436), fill="#ffffff", outline="#cbc7bf")
    draw.ellipse((48, 48, 96, 96), fill="#a9bce0")
    draw.text((112, 50), "Tài khoản cá nhân (minh họa)", fill="#172033", font=big)
    draw.text((112, 80), f"{happened:%H:%M · %d/%m/%Y}", fill="#5a6478", font=small)
    words, line, y = incident.narrative.split(), "", 124
    for word in words:
        if draw.textlength(f"{line} {word}", font=small) > 610:
            draw.text((48, y), line, fill="#172033", font=small)
            line, y = word, y + 27
        else:
            line = f"{line} {word}".strip()
    draw.text((48, y), line, fill="#172033", font=small)
    if incident.platform != "none" and y < 330:
        draw.text(
            (48, 366),
            f"{BYSTANDERS[happened.minute % len(BYSTANDERS)]}: Bài này đúng không anh? (bình luận"
            " minh họa)",
            fill="#172033",
            font=small,
        )
    draw.text((48, 404), "Dữ liệu hư cấu để dùng thử", fill="#784a00", font=small)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return SimpleUploadedFile("anh-chup-man-hinh.jpg", out.getvalue(), "image/jpeg")
