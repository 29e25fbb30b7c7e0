"""Forms of the rulebook."""

from django import forms

from compliance.core.fields import DayField
from compliance.core.language import _, joined
from compliance.core.text import fold
from compliance.desk.forms import Changes, Form
from compliance.rulebook.models import Category, Instrument

PROVISIONS = 4
MOST_TYPED = 12  # of a version held; more stand as lines
LONGEST = {"article": 120, "summary": 400}
CATEGORIES = {fold(label): value for value, label in Category.choices}
COLUMNS = (
    "number",
    "kind",
    "title",
    "issuer",
    "issued_on",
    "valid_from",
    "valid_to",
    "is_legal_basis",
    "to_acknowledge",
    "text",
    "source",
)


def _filled(provisions) -> dict:
    """Initial values of the numbered fields."""
    parts = ("article", "summary", "category")
    return {
        f"{name}_{number}": getattr(provision, name)
        for number, provision in enumerate(provisions, 1)
        for name in parts
    }


def _listed(provisions) -> str:
    return joined(
        "\n",
        (
            joined("; ", (row.article, row.summary, row.get_category_display()))
            for row in provisions
        ),
    )


def _read_line(number: int, line: str) -> tuple[dict, str]:
    """(a provision, what is wrong with the line): article; content; category. The content may hold
    semicolons.
    """
    article, *middle = (part.strip() for part in line.replace("\t", ";").split(";"))
    category = CATEGORIES.get(fold(middle[-1])) if middle else None
    summary = joined("; ", middle[:-1])
    if not article or not summary or category is None:
        names = joined(", ", Category.labels)
        return {}, _(
            "Dòng {number}: ghi điều khoản; nội dung; nhóm. Nhóm là một trong: {names}."
        ).format(number=number, names=names)
    if len(article) > LONGEST["article"] or len(summary) > LONGEST["summary"]:
        return {}, _("Dòng {number}: điều khoản dài nhất 120 ký tự, nội dung 400 ký tự.").format(
            number=number
        )
    return {"article": article, "summary": summary, "category": category}, ""


def _versions(replaces: Instrument) -> list[str]:
    """Every version of the instrument so far, drafts too."""
    rows = Instrument.objects.filter(number=replaces.number, issued_on=replaces.issued_on).order_by(
        "version"
    )
    return [
        _("Bản {version}: {title}").format(version=version.version, title=version.title)
        for version in rows
    ]


class InstrumentForm(Changes, Form):
    """An instrument with its provisions: a few in fields, any number as lines."""

    names_editor = True

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=Instrument.Kind.choices)
    title = forms.CharField(label=_("Trích yếu"), max_length=400)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    issued_on = DayField(label=_("Ngày ban hành"))
    valid_from = DayField(label=_("Có hiệu lực từ"))
    valid_to = DayField(label=_("Hết hiệu lực sau ngày"), required=False)
    is_legal_basis = forms.BooleanField(
        label=_("Là căn cứ pháp lý"),
        required=False,
        help_text=_("Công văn hành chính không phải là căn cứ cho kết luận trên mức hướng dẫn."),
    )
    to_acknowledge = forms.BooleanField(label=_("Yêu cầu cán bộ xác nhận đã đọc"), required=False)
    text = forms.CharField(
        label=_("Nội dung tóm tắt"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.CharField(label=_("Nguồn"), max_length=200, required=False)

    def __init__(self, *args, replaces: Instrument | None = None, **kwargs):
        """`replaces`: the published version this one corrects; its words stand in the fields."""
        self.replaces = replaces
        self.listed: list[dict] = []
        held = list(replaces.provisions.order_by("order", "pk")) if replaces else []
        fields = held if len(held) <= MOST_TYPED else []
        self.rows = range(1, max(PROVISIONS, len(fields) + 1) + 1)
        if replaces:
            kwargs["initial"] = {
                **{name: getattr(replaces, name) for name in COLUMNS},
                **(_filled(fields) if fields else {"lines": _listed(held)}),
            }
        versions = _versions(replaces) if replaces else None
        super().__init__(*args, row=replaces, held=versions, **kwargs)
        for number in self.rows:
            self.fields[f"article_{number}"] = forms.CharField(
                label=_("Điều khoản {number}").format(number=number),
                max_length=120,
                required=False,
                help_text=_("Ví dụ: Điều 18 khoản 3."),
            )
            self.fields[f"summary_{number}"] = forms.CharField(
                label=_("Nội dung điều khoản {number}").format(number=number),
                max_length=400,
                required=False,
            )
            self.fields[f"category_{number}"] = forms.ChoiceField(
                label=_("Nhóm nội dung {number}").format(number=number),
                choices=Category.choices,
                required=False,
            )
        self.fields["lines"] = forms.CharField(
            label=_("Hoặc dán danh sách điều khoản"),
            required=False,
            max_length=400_000,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text=_("Mỗi dòng: điều khoản; nội dung; nhóm. Bao nhiêu dòng cũng được."),
        )

    def clean(self):
        data = super().clean()
        if (
            data.get("valid_to")
            and data.get("valid_from")
            and data["valid_to"] < data["valid_from"]
        ):
            self.add_error("valid_to", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        if data.get("number") and data.get("issued_on"):
            self._once(data["number"], data["issued_on"])
        self._provisions(data)
        return data

    def _provisions(self, data: dict) -> None:
        """Each with its content, and each article once in a category."""
        seen = set()
        for number in self.rows:
            article = data.get(f"article_{number}")
            if article and not data.get(f"summary_{number}"):
                self.add_error(f"summary_{number}", _("Ghi nội dung của điều khoản."))
            if article and (article, data.get(f"category_{number}")) in seen:
                self.add_error(
                    f"article_{number}", _("Điều khoản này đã ghi ở trên trong cùng nhóm nội dung.")
                )
            seen.add((article, data.get(f"category_{number}")))
        self.listed = self._lines(data, seen)

    def _lines(self, data: dict, seen: set) -> list[dict]:
        """The provisions pasted as lines; nothing is taken over while one is wrong."""
        rows, errors = [], []
        for number, line in enumerate((data.get("lines") or "").splitlines(), 1):
            if not line.strip():
                continue
            row, wrong = _read_line(number, line)
            if not wrong and (row["article"], row["category"]) in seen:
                wrong = _("Dòng {number}: {article} đã có trong cùng nhóm nội dung.").format(
                    number=number, article=row["article"]
                )
            if wrong:
                errors.append(wrong)
            else:
                seen.add((row["article"], row["category"]))
                rows.append(row)
        for wrong in errors[:30]:
            self.add_error("lines", wrong)
        return rows

    def _once(self, number: str, issued_on) -> None:
        held = Instrument.objects.filter(number=number, issued_on=issued_on)
        if self.replaces is None and held.exists():
            self.add_error("number", _("Văn bản này đã có; mở văn bản đó để lập phiên bản mới."))
        elif self.replaces and (number, issued_on) != (
            self.replaces.number,
            self.replaces.issued_on,
        ):
            self.add_error(
                "number",
                _(
                    "Phiên bản mới giữ nguyên số và ngày ban hành; văn bản khác thì thêm văn bản "
                    "mới."
                ),
            )
        elif self.replaces and held.filter(published_at=None).exists():
            self.add_error("number", _("Đã có một phiên bản chờ công bố."))

    def read(self) -> tuple[dict, list[dict]]:
        """(columns of the instrument, its provisions)."""
        data = self.cleaned_data
        filled = [n for n in self.rows if data[f"article_{n}"]]
        provisions = [
            {
                "article": data[f"article_{n}"],
                "summary": data[f"summary_{n}"],
                "category": data[f"category_{n}"],
            }
            for n in filled
        ]
        return {name: data[name] for name in COLUMNS}, [*provisions, *self.listed]
