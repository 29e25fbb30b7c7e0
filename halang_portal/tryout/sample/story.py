"""What one invented act carries: texts of every party, and the outcomes that fit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    category: str
    act_kind: str
    platform: str
    title: str
    narrative: str
    unit_action: str
    answer: str
    stance: str
    unit_opinion: str
    affairs_opinion: str
    finding: str
    considered: str
    likely: tuple[str, ...]  # outcomes that fit, the likeliest first


@dataclass(frozen=True)
class OutOfScope:
    """Reports the triage screens out: lawful speech is no incident."""

    because: str
    title: str
    narrative: str
    reason: str
    act_kind: str = "post"
    platform: str = "facebook"
