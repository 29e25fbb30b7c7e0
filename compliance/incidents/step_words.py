"""Steps whose Vietnamese word names what is done and what was done alike: as an act."""

from compliance.core.language import in_sense

RETURN = in_sense("act", "Trả lại bổ sung")
SCREEN = in_sense("act", "Không thụ lý")
NOTE = in_sense("act", "Ghi nhận xử lý tại đơn vị")
ACCEPT = in_sense("act", "Thụ lý")
WAIVE = in_sense("act", "Không giải trình")
CONCLUDE = in_sense("act", "Kết luận")
SUSPEND = in_sense("act", "Tạm dừng")
RESUME = in_sense("act", "Tiếp tục")
STOP = in_sense("act", "Dừng xem xét")
CORRECT = in_sense("act", "Đính chính")
CONTEST = in_sense("act", "Đề nghị xem xét lại")
CONTEST_ANNUL = in_sense("act", "Hủy kết luận")
CONTEST_AMEND = in_sense("act", "Sửa kết luận")
REOPEN = in_sense("act", "Mở lại hồ sơ")
CONTEST_KEEP = in_sense("act", "Giữ nguyên kết luận")
