"""The papers of a case as stored files: answers, receipts, proofs, decisions, signed documents."""

from datetime import datetime

from compliance.core.language import _, lower_first
from compliance.files.attachments import ATTACHMENTS, Attachment, attach, permits
from compliance.files.models import StoredFile
from compliance.incidents.attachments import sees_case, tell_leads
from compliance.incidents.models import Incident
from compliance.registry.models import User

# name: (what leads from a file to its case, what a refusal calls them)
PAPERS = {
    "answers": (("answers__incident", "answer_drafts__incident"), _("Giải trình của vụ việc này")),
    "deliveries": (("deliveries__incident",), _("Giấy nhận văn bản của vụ việc này")),
    "measures": (
        ("measures__incident", "returned_measures__measure__incident"),
        _("Kết quả thực hiện của vụ việc này"),
    ),
    "referral_answers": (("referral_answers__incident",), _("Văn bản trả lời của vụ việc này")),
    "milestones": (("milestones__measure__incident",), _("Các bước xử lý kỷ luật của vụ việc này")),
    "decisions": (("decisions__measure__incident",), _("Quyết định của vụ việc này")),
    "complaints": (
        ("complaints__decision__measure__incident",),
        _("Việc khiếu nại của vụ việc này"),
    ),
    "paper_acts": (("paper_acts__incident",), _("Bản giấy được nhập của vụ việc này")),
    "documents": (("documents__incident",), _("Văn bản đã ký của vụ việc này")),
}


def _teller(lookups: tuple[str, ...], words: str):
    """A draft of an answer is seen by the person alone: nobody else learns of its files."""
    shown = [lookup for lookup in lookups if lookup != "answer_drafts__incident"]

    def damaged(stored: StoredFile, at: datetime) -> None:
        file = StoredFile.objects.filter(pk=stored.pk)
        keys = {key for lookup in shown for key in file.values_list(lookup, flat=True) if key}
        for incident in Incident.objects.filter(pk__in=keys).order_by("pk"):
            tell_leads(incident, stored, words, at)

    return damaged


for name, (lookups, owner_words) in PAPERS.items():
    attach(
        Attachment(
            name=name,
            lookups=lookups,
            owner_words=owner_words,
            damaged=_teller(
                lookups,
                _("Một tệp ({split})").format(split=lower_first(owner_words.split(" của ")[0])),
            ),
        )
    )


@permits(Incident)
def _paper(user: User, incident: Incident, stored: StoredFile) -> bool:
    return sees_case(user, incident) and any(
        ATTACHMENTS[name].files_of(incident).filter(pk=stored.pk).exists() for name in PAPERS
    )
