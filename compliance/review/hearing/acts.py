"""Acts of the hearing: the notice, its delivery, the answer, more time, silence."""

from datetime import datetime

from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.case.acts import Act, fields
from compliance.review.case.forms import ActForm, NoteForm
from compliance.review.case.queries import open_extension, still_to_hand_over
from compliance.review.case.standing import Standing
from compliance.review.hearing.actions.answers import record_silence, waive
from compliance.review.hearing.actions.completion import complete_answer, reopen_answer
from compliance.review.hearing.actions.extensions import ask_extension, decide_extension
from compliance.review.hearing.actions.notice import notify, notify_again
from compliance.review.hearing.actions.paper import disclose_more
from compliance.review.hearing.checks import before_silence
from compliance.review.hearing.forms import (
    AskExtensionForm,
    DecideExtensionForm,
    MoreEvidenceForm,
    NotifyForm,
    PaperForm,
    WaiveForm,
)
from compliance.rulebook.clocks import local_day


def alleged(incident: Incident, user: User, at: datetime) -> dict:
    rows = incident.allegations.select_related("provision__instrument").order_by("number")
    return {"allegations": rows}


def second_notice_due(standing: Standing) -> bool:
    """The first reached the person, its time is over, and nothing was said."""
    late = not standing.answered and standing.overdue and standing.notices < 2
    return late and not standing.once(still_to_hand_over)


RECORD_SILENCE = Act(
    verb="record_silence",
    path="khong-tra-loi",
    title=_("Ghi nhận không giải trình"),
    intro=_("Chỉ ghi được sau hai lần thông báo và khi cả hai hạn đã hết."),
    button=_("Ghi nhận"),
    done=_("Đã ghi nhận. Bước tiếp theo: chuyển lấy ý kiến."),
    way_back=_("Người được phản ánh vẫn giải trình được cho đến khi trình kết luận."),
    form=NoteForm,
    run=fields(record_silence, text="note"),
    checks=lambda incident, at: before_silence(incident, local_day(at)),
    offered=lambda standing: not standing.answered and standing.notices >= 2,
    precedence=60,
)
DISCLOSE_MORE = Act(
    verb="disclose_more",
    path="bo-sung-chung-cu",
    title=_("Cho xem chứng cứ bổ sung"),
    intro=(_("Người được phản ánh được báo và có lại đủ thời gian giải trình kể từ hôm nay.")),
    button=_("Cho xem"),
    done=_("Đã cho xem chứng cứ bổ sung."),
    way_back=_("Chứng cứ đã cho xem không che lại được."),
    final=True,
    form=MoreEvidenceForm,
    run=fields(disclose_more, "bundle", "reason", "captions"),
    template="review/disclose_more.html",
    offered=lambda standing: standing.hidden,
)
EXTEND_ANSWER = Act(
    verb="extend_answer",
    path="gia-han-giai-trinh",
    title=_("Trả lời đề nghị gia hạn"),
    intro=_("Thời gian thêm tính bằng ngày làm việc, nối vào hạn đang có."),
    button=_("Ghi quyết định"),
    done=_("Đã trả lời đề nghị gia hạn."),
    form=DecideExtensionForm,
    run=fields(decide_extension, "grant", "workdays", "reason"),
    context=lambda incident, user, at: {"wish": open_extension(incident)},
    precedence=8,
    leads=lambda standing: bool(standing.extension),
    asks=(CaseRole.HANDLER,),
    since=lambda standing: standing.extension.asked_at if standing.extension else None,
    handler_row=_("Trả lời đề nghị gia hạn"),
    awaits_handler=lambda incident, day: incident.asks_for_time,
)
NOTIFY_AGAIN = Act(
    verb="notify_again",
    path="thong-bao-lan-hai",
    title=_("Gửi thông báo lần hai"),
    intro=_("Dùng khi đã hết hạn mà chưa có giải trình. Hạn mới bắt đầu từ hôm nay."),
    button=_("Gửi lần hai"),
    done=_("Đã gửi thông báo lần hai."),
    way_back=_("Thông báo đã gửi không thu hồi được."),
    final=True,
    form=PaperForm,
    run=fields(notify_again, "paper"),
    offered=second_notice_due,
    precedence=70,
)
NOTIFY = Act(
    verb="notify",
    path="thong-bao",
    title=_("Gửi thông báo và bộ chứng cứ"),
    intro=(
        _(
            "Người được phản ánh xem các nội dung, đúng các chứng cứ được chọn, và có thời gian "
            "giải trình. Người ghi nhận không có trong thông báo."
        )
    ),
    button=_("Gửi thông báo"),
    done=_("Đã gửi thông báo. Bước tiếp theo: chờ giải trình."),
    way_back=(
        _(
            "Thông báo đã gửi không thu hồi được; sai người, sai nội dung thì đề nghị đính chính "
            "hoặc dừng xem xét."
        )
    ),
    final=True,
    form=NotifyForm,
    run=fields(notify, "bundle", "paper", "captions"),
    context=alleged,
    template="review/notify.html",
    precedence=40,
    handler_row=_("Gửi thông báo"),
)
WAIVE = Act(
    verb="waive",
    path="khong-giai-trinh",
    title=_("Tôi không giải trình"),
    intro=(
        _(
            "Hồ sơ đi tiếp ngay, không chờ hết thời hạn. Ông/bà vẫn có thể giải trình cho đến hết "
            "hạn, và rút lại lời báo này cho đến khi trình kết luận. Kết luận vẫn phải dựa trên "
            "chứng cứ."
        )
    ),
    button=_("Xác nhận không giải trình"),
    done=_("Đã ghi nhận ông/bà không giải trình."),
    way_back=_("Rút lại được cho đến khi trình kết luận."),
    form=WaiveForm,
    run=fields(waive, "text"),
    own=True,
)
COMPLETE_ANSWER = Act(
    verb="complete_answer",
    path="khong-bo-sung-nua",
    title=_("Tôi không bổ sung nữa"),
    intro=(
        _(
            "Hồ sơ đi tiếp ngay, không chờ hết thời hạn giải trình. Việc này không bắt buộc; rút "
            "lại được cho đến khi trình kết luận."
        )
    ),
    button=_("Tôi không bổ sung nữa"),
    done=_("Đã ghi nhận ông/bà không bổ sung nữa."),
    form=ActForm,
    run=fields(complete_answer),
    own=True,
)
REOPEN_ANSWER = Act(
    verb="reopen_answer",
    path="bo-sung-tiep",
    title=_("Rút lại, tôi còn bổ sung"),
    intro=_("Hồ sơ lại chờ đến hết thời hạn giải trình."),
    button=_("Rút lại lời báo"),
    done=_("Đã rút lại. Ông/bà bổ sung được đến hết thời hạn."),
    form=ActForm,
    run=fields(reopen_answer),
    own=True,
)
ASK_EXTENSION = Act(
    verb="ask_extension",
    path="xin-gia-han",
    title=_("Đề nghị gia hạn giải trình"),
    intro=_("Người phụ trách trả lời; nếu được chấp nhận, hạn mới hiện trên trang này."),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị gia hạn."),
    form=AskExtensionForm,
    run=fields(ask_extension, "workdays", "reason"),
    own=True,
)
ACTS = (
    RECORD_SILENCE,
    DISCLOSE_MORE,
    EXTEND_ANSWER,
    NOTIFY_AGAIN,
    NOTIFY,
    WAIVE,
    COMPLETE_ANSWER,
    REOPEN_ANSWER,
    ASK_EXTENSION,
)
