"""What is owed, in the words of the page that shows what could not be done. A test asks that every
topic has its words.
"""

from compliance.core.language import _

TOPICS = {
    "assurance": _("Nhắc sự cố dữ liệu, rà soát"),
    "review": _("Mở rà soát nhật ký, quyền"),
    "walls": _("Nhận các bức tường theo vị trí mới"),
    "sign_in_link": _("Gửi đường dẫn đặt mật khẩu"),
    "door_code": _("Gửi mã xác nhận"),
    "address_changed": _("Báo địa chỉ thư đã đổi"),
    "mail": _("Gửi thư báo"),
    "draw_summary": _("Lập báo cáo tổng hợp"),
    "reminders": _("Lập danh sách nhắc hạn"),
    "remind": _("Nhắc hạn của hồ sơ"),
    "recalculate": _("Tính lại hạn theo lịch, quy định mới"),
    "dispose": _("Tiêu hủy hồ sơ"),
    "register_disposal": _("Ghi sổ tiêu hủy"),
    "remove_file": _("Xóa tệp"),
    "erase_sealed": _("Xóa nội dung tệp đã niêm phong"),
    "own_doors": _("Thu hẹp, mở lại tài khoản của người rời vị trí"),
    "retention_day": _("Xem bản nháp đến hạn xóa"),
    "retention_month": _("Báo hồ sơ đến hạn tiêu hủy"),
    "anchor_file": _("Ghi mốc nhật ký ra tệp"),
    "anchor_mail": _("Gửi mốc nhật ký"),
    "registry_day": _("Lượt đầu ngày: đơn vị, vị trí đến ngày hiệu lực"),
    "read_import": _("Đọc danh sách cán bộ"),
    "apply_import": _("Nhập danh sách cán bộ"),
    "reading": _("Nhắc đọc văn bản"),
    "report_day": _("Nhắc báo cáo, ý kiến chỉ đạo"),
    "deliver_summary": _("Gửi báo cáo đến nơi nhận"),
    "reconcile": _("Đối chiếu mỗi giờ"),
    "housekeeping": _("Dọn phiên đã hết, thư đã gửi"),
    "fold_tallies": _("Gộp số cộng sẵn"),
    "canary": _("Kiểm tra đường xử lý"),
    "canary_mail": _("Kiểm tra đường gửi thư"),
    "canary_long": _("Kiểm tra đường việc dài"),
}
LANES = {
    "default": _("Nhắc hạn, việc thường"),
    "mail": _("Thư"),
    "long": _("Báo cáo, nhập dữ liệu, tệp"),
}
# what went wrong, by the class of the error; anything else is said as it is
REASONS = {
    "ConnectionRefusedError": _("không kết nối được máy chủ"),
    "TimeoutError": _("máy chủ không trả lời kịp"),
    "SMTPSenderRefused": _("máy chủ thư không nhận địa chỉ người gửi"),
    "SMTPConnectError": _("máy chủ thư không nhận kết nối"),
    "ConnectionResetError": _("máy chủ ngắt kết nối"),
    "SSLError": _("kết nối mã hóa với máy chủ không thành"),
    "SMTPRecipientsRefused": _("địa chỉ thư bị từ chối"),
    "SMTPServerDisconnected": _("máy chủ thư ngắt kết nối"),
    "SMTPAuthenticationError": _("máy chủ thư không nhận mật khẩu"),
    "gaierror": _("không tìm thấy máy chủ"),
    "OperationalError": _("cơ sở dữ liệu bận hoặc mất kết nối"),
    "DoesNotExist": _("dữ liệu liên quan không còn"),
    "OSError": _("không đọc, ghi được tệp"),
    "PermissionError": _("không có quyền đọc, ghi tệp"),
    "FileNotFoundError": _("không thấy tệp"),
}


def topic(name: str) -> str:
    return TOPICS.get(name, name)


def reason(error: str) -> str:
    return REASONS.get(error, _("lỗi {error}").format(error=error) if error else "")
