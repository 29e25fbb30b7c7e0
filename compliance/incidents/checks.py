"""What a report must hold before it can be submitted: sentences, each for one field."""

from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.incidents.facts import excluded_people
from compliance.incidents.models import (
    ActKind,
    Allegation,
    AlsoConcerned,
    Incident,
    UnitMeasure,
)
from compliance.incidents.placing import held_on_the_day, second_held
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import remember_postings, staff_kind_on
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category, Provision, StaffKind
from compliance.rulebook.queries import (
    applies_to,
    citable,
    provisions_on,
    why_inapplicable,
)


def submittable(incident: Incident, by: User, today: date) -> dict[str, str]:
    """{field: what is missing}; empty when the incident may be submitted."""
    wrong: dict[str, str] = {}
    _person(incident, by, wrong)
    if not incident.act_kind:
        wrong["act_kind"] = _("Chọn loại hành vi.")
    if not incident.title.strip():
        wrong["title"] = _("Ghi tóm tắt một dòng.")
    _times(incident, today, wrong)
    _by_unit(incident, today, wrong)
    if not incident.seen_how:
        wrong["seen_how"] = _("Chọn cách tiếp cận nội dung.")
    if len(incident.narrative.strip()) < 30:
        wrong["narrative"] = _("Mô tả sự việc: ai, làm gì, ở đâu, lúc nào (ít nhất 30 ký tự).")
    _provisions(incident, today, wrong)
    if not incident.evidence.filter(removed_at=None, file__sealed_at=None).exists():
        wrong["evidence"] = _("Đính kèm ít nhất một chứng cứ (tệp hoặc liên kết).")
    if not incident.out_of_scope_declared:
        wrong["out_of_scope_declared"] = _("Xác nhận vụ việc không thuộc nội dung được bảo vệ.")
    return wrong


def _person(incident: Incident, by: User, wrong: dict) -> None:
    if incident.person_id is None:
        wrong["person"] = _("Chọn người được phản ánh trong danh sách.")
        return
    people = {incident.person_id, *(row.person_id for row in also_named(incident))}
    if people & set(excluded_people(by)):
        wrong["person"] = _(
            "Ông/bà không ghi nhận vụ việc về chính mình, người có quan hệ đã khai hoặc cấp trên "
            "trực tiếp; đề nghị Tổ kiểm tra ghi nhận."
        )
    elif present(incident.person).office_id is None:
        wrong["person"] = _("Người này chưa có đơn vị trong danh sách; báo đầu mối nội vụ.")
    elif names := _not_held(incident):
        wrong["person"] = _(
            "Ngày xảy ra, {names} không giữ vị trí kiêm nhiệm đã chọn; chọn lại vị trí hoặc sửa "
            "ngày."
        ).format(names=joined(", ", names))


def _not_held(incident: Incident) -> list[str]:
    """Who did not hold the second post chosen on the day of the act."""
    happened = incident.happened_at
    names = [] if held_on_the_day(incident) else [present(incident.person).full_name]
    return names + [
        row.person.full_name
        for row in also_named(incident)
        if row.second_post and happened and not second_held(row.second_post, happened)
    ]


def _times(incident: Incident, today: date, wrong: dict) -> None:
    if incident.happened_at is None:
        wrong["happened_at"] = _("Ghi ngày xảy ra, kèm giờ khi biết.")
    elif (incident.happened_until or local_day(incident.happened_at)) > today:
        wrong["happened_at"] = _("Ngày xảy ra không được ở tương lai.")
    if incident.known_on is None:
        wrong["known_on"] = _("Ghi ngày biết sự việc, dạng ngày/tháng/năm.")
    elif incident.known_on > today:
        wrong["known_on"] = _("Ngày biết sự việc không được ở tương lai.")
    elif incident.happened_at and incident.known_on < local_day(incident.happened_at):
        wrong["known_on"] = _(
            "Ngày biết sự việc không được trước ngày xảy ra ({happened_at:%d/%m/%Y})."
        ).format(happened_at=local_day(incident.happened_at))
    if (
        incident.act_kind
        and incident.act_kind != ActKind.WORKING_TIME
        and incident.act_kind != ActKind.STATEMENT
        and incident.platform in ("", "none")
    ):
        wrong["platform"] = _("Chọn nền tảng.")


def _by_unit(incident: Incident, today: date, wrong: dict) -> None:
    """What the unit did is a measure, a day and words, or is left empty."""
    if not incident.unit_measure:
        return
    first = local_day(incident.happened_at) if incident.happened_at else today
    if incident.unit_acted_on is None or not first <= incident.unit_acted_on <= today:
        wrong["unit_acted_on"] = _("Ghi ngày đơn vị đã xử lý, từ ngày xảy ra đến hôm nay.")
    if len(incident.unit_action.strip()) < UNIT_WORDS:
        wrong["unit_action"] = _("Ghi đơn vị đã làm gì (ít nhất {unit_words} ký tự).").format(
            unit_words=UNIT_WORDS
        )


# what is never minor, whatever the unit did about it
NEVER_MINOR = (Category.INTERNAL_DOCUMENT,)
UNIT_WORDS = 10


def why_not_noted(incident: Incident) -> str:
    """Why the case cannot be left at what the unit did: only a minor act that the unit met with
    guidance or an oral reminder, on a day and in words; empty when it can.
    """
    grave = incident.allegations.filter(provision__category__in=NEVER_MINOR).first()
    if grave:
        label = lower_first(Category(grave.provision.category).label)
        return _("Nội dung “{label}” không phải là vụ việc nhẹ: thụ lý hoặc không thụ lý.").format(
            label=label
        )
    done = incident.unit_measure in (UnitMeasure.GUIDANCE, UnitMeasure.ORAL_REMINDER)
    action_told = incident.unit_acted_on and len(incident.unit_action.strip()) >= UNIT_WORDS
    if not (done and action_told):
        return _(
            "Chỉ ghi nhận xử lý tại đơn vị khi đơn vị đã hướng dẫn hoặc nhắc nhở miệng, ghi rõ "
            "ngày và việc đã làm; trả lại để bổ sung."
        )
    return ""


def people_named(incident: Incident) -> list[StaffMember]:
    """The person of the report and the others it names, each once."""
    others = [row.person for row in also_named(incident)]
    return list(dict.fromkeys([*([incident.person] if incident.person else []), *others]))


def cited_for(incident: Incident, person: StaffMember, today: date) -> list[Provision]:
    """Of the provisions the report cites, those that apply to `person` on the day of the act."""
    day = local_day(present(incident.happened_at))
    cited = [row.provision_id for row in allegations_of(incident)]
    fitting = citable(day, staff_kind_on(person, day, today)).filter(pk__in=cited)
    return sorted(fitting, key=lambda row: cited.index(row.pk))


def read_report(incident: Incident) -> None:
    """Read once whom a report names besides, what it cites and where its person worked: what is
    checked and done when it is sent looks at them again and again. Who changes them says
    forget_read().
    """
    if incident.person:
        remember_postings(incident.person)
    also = AlsoConcerned.objects.select_related("person__office", "second_post__office")
    allegations = Allegation.objects.select_related("provision__instrument")
    prefetch_related_objects(
        [incident], Prefetch("also", also), Prefetch("allegations", allegations)
    )


def forget_read(incident: Incident, name: str) -> None:
    """The rows `name` of read_report() are asked for again."""
    getattr(incident, "_prefetched_objects_cache", {}).pop(name, None)


def hand_on_cited(incident: Incident, fresh: Incident) -> None:
    """What read_report() read of the allegations is known of `fresh` too, the same report a step
    later.
    """
    read = getattr(incident, "_prefetched_objects_cache", {})
    if "allegations" in read:
        known = vars(fresh).setdefault("_prefetched_objects_cache", {})
        known["allegations"] = read["allegations"]


def also_named(incident: Incident) -> list[AlsoConcerned]:
    """Whom the report names besides, in their order; asked for unless read_report() did."""
    read = getattr(incident, "_prefetched_objects_cache", {}).get("also")
    rows = incident.also.select_related("person__office", "second_post__office")
    return sorted(rows if read is None else read, key=lambda row: row.pk)


def allegations_of(incident: Incident) -> list[Allegation]:
    """What the case alleges, by number, with the provisions; rows that a page has read with the
    case are not asked for again.
    """
    read = getattr(incident, "_prefetched_objects_cache", {}).get("allegations")
    if read is not None:
        return sorted(read, key=lambda row: row.number)
    rows = incident.allegations.select_related("provision__instrument")
    return list(rows.order_by("number"))


def misapplied(incident: Incident) -> list[str]:
    """The provisions cited that say nothing about this person and day, each with why."""
    day = local_day(present(incident.happened_at))
    wrong_provisions = [
        (row.provision, why_inapplicable(row.provision, day, incident.staff_kind))
        for row in allegations_of(incident)
    ]
    return [joined(" ", (provision.cited, why)) for provision, why in wrong_provisions if why]


def _provisions(incident: Incident, today: date, wrong: dict) -> None:
    cited = [row.provision_id for row in allegations_of(incident)]
    if not cited:
        wrong["provisions"] = _("Chọn ít nhất một quy định có hiệu lực vào ngày xảy ra.")
    elif incident.happened_at:
        day = local_day(incident.happened_at)
        in_force = [row for row in provisions_on(day) if row.pk in cited]
        if len(in_force) != len(set(cited)):
            wrong["provisions"] = _(
                "Có quy định không có hiệu lực vào ngày {day:%d/%m/%Y}; chọn lại."
            ).format(day=day)
        elif incident.person_id:
            _applicable(incident, in_force, today, wrong)


def _applicable(
    incident: Incident, cited: list[Provision], today: date, wrong: dict[str, str]
) -> None:
    """Every provision cited applies to somebody named, and some provision to everybody named."""
    day = local_day(present(incident.happened_at))
    people = people_named(incident)
    kind_of = {person.pk: staff_kind_on(person, day, today) for person in people}
    fitting = [[row for row in cited if applies_to(row, {kind})] for kind in kind_of.values()]
    kinds = {pk: lower_first(StaffKind(kind).label) for pk, kind in kind_of.items()}
    used = {row.pk for rows in fitting for row in rows}
    idle = [row.provision.cited for row in allegations_of(incident) if row.provision_id not in used]
    reasons = []
    if idle:
        whom = joined(", ", sorted(set(kinds.values())))
        reasons.append(
            _("{idle} không áp dụng cho {whom}; bỏ chọn.").format(
                idle=joined("; ", idle), whom=whom
            )
        )
    reasons += [
        _("Chưa chọn quy định nào áp dụng cho {full_name} ({kinds}).").format(
            full_name=person.full_name, kinds=kinds[person.pk]
        )
        for person, rows in zip(people, fitting, strict=True)
        if not rows
    ]
    if reasons:
        wrong["provisions"] = joined(" ", reasons)
