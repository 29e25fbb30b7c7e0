"""The log form in short steps: what each asks for, what it still lacks, and what it says when it is
shut. What is lacking is said by the one check a report must pass (compliance.incidents.checks).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.core.language import _
from compliance.incidents.checks import submittable
from compliance.incidents.models import Incident
from compliance.registry.models import User


@dataclass(frozen=True)
class Step:
    """`lacks`: what submittable() may miss here, in the order of the page; `fields`: those of the
    form beside them.
    """

    slug: str
    title: str
    hint: str
    lacks: tuple[str, ...]
    fields: tuple[str, ...] = ()
    said: Callable[[Incident], str] = lambda incident: ""
    stays: bool = False  # never folded


@dataclass(frozen=True)
class Standing:
    """One step of one draft."""

    step: Step
    number: int
    missing: dict[str, str]  # {field: what to write}
    said: str
    wrong: bool  # whether a field of it came back with an error

    @property
    def says(self) -> str:
        """Its line when it is shut."""
        return self.said or self.step.hint

    @property
    def done(self) -> bool:
        return not self.missing

    @property
    def open(self) -> bool:
        """A step that holds all it must is folded to one line; files are looked at once more, and
        the last step has the button.
        """
        return self.wrong or not self.done or self.step.stays


def _who(incident: Incident) -> str:
    person = incident.person
    if person is None:
        return ""
    second = incident.second_post
    post = (
        _("{position} (kiêm nhiệm), {name}").format(
            position=second.position, name=second.office.name
        )
        if second
        else person.post
    )
    return f"{person.full_name} · {post}" if post else person.full_name


def _cited(incident: Incident) -> str:
    number = incident.allegations.count()
    return _("Đã chọn {number} quy định").format(number=number) if number else ""


def _evidence(incident: Incident) -> str:
    number = incident.evidence.filter(removed_at=None).count()
    return _("{number} chứng cứ").format(number=number) if number else ""


STEPS = (
    Step(
        "ai",
        _("Ai"),
        _("Được thông báo và giải trình trước mọi kết luận"),
        ("person",),
        ("person_q", "also"),
        _who,
    ),
    Step(
        "viec-gi",
        _("Việc gì"),
        _("Một vụ việc là một hành vi"),
        ("act_kind", "platform", "title", "narrative"),
        ("link", "account_kind"),
        lambda incident: incident.title,
    ),
    Step(
        "khi-nao",
        _("Khi nào"),
        _("Không rõ giờ thì chỉ ghi ngày"),
        ("happened_at", "known_on", "seen_how"),
        (),
        lambda incident: str(incident.happened or ""),
    ),
    Step(
        "quy-dinh",
        _("Quy định"),
        _("Có hiệu lực vào ngày xảy ra"),
        ("provisions",),
        (),
        _cited,
    ),
    Step(
        "chung-cu",
        _("Chứng cứ"),
        _("Ít nhất một tệp hoặc một liên kết"),
        ("evidence",),
        ("upload", "evidence_url", "caption"),
        _evidence,
        stays=True,
    ),
    Step(
        "gui",
        _("Gửi"),
        _("Gửi rồi vẫn rút về sửa được đến khi thụ lý"),
        ("unit_acted_on", "unit_action", "out_of_scope_declared"),
        ("unit_measure", "confidential"),
        stays=True,
    ),
)


def standings(
    incident: Incident, by: User, today: date, errors: Collection[str] | Mapping = ()
) -> list[Standing]:
    """Every step of a draft. `errors`: the fields of the form that came back with one."""
    missing = submittable(incident, by, today)
    return [
        Standing(
            step,
            number,
            {name: missing[name] for name in step.lacks if name in missing},
            step.said(incident),
            any(name in errors for name in (*step.lacks, *step.fields)),
        )
        for number, step in enumerate(STEPS, 1)
    ]
