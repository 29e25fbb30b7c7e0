"""What is asked before an instrument is published: it is not changed any more."""

from django.http import HttpRequest

from compliance.core.language import _
from compliance.core.questions import Question, asks
from compliance.rulebook.models import Instrument


@asks("rulebook:publish")
def publishing(request: HttpRequest, pk: int) -> Question | None:
    row = Instrument.objects.filter(pk=pk).first()
    if row is None:
        return None
    provisions = row.provisions.count()
    return Question(
        title=_("Công bố {short}?").format(short=row.short),
        button=_("Công bố"),
        keep=_("Xem lại bản nháp"),
        what=(
            _("Văn bản và {provisions} điều khoản có ở mọi nơi chọn căn cứ, với mọi người.").format(
                provisions=provisions
            ),
            _(
                "Phiên bản trước của văn bản này, nếu có, thôi được chọn từ ngày bản mới có hiệu "
                "lực."
            ),
        ),
        back=_("Không sửa, không gỡ được sau khi công bố; sai thì ghi phiên bản mới."),
        final=True,
    )
