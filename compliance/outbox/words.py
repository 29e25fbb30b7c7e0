"""What is owed, in the words of the page that shows what could not be done. A test asks that every
topic has its words.
"""

TOPICS = {
    "assurance": "Nhắc sự cố dữ liệu, rà soát",
    "review": "Mở rà soát nhật ký, quyền",
    "walls": "Nhận các bức tường theo vị trí mới",
    "sign_in_link": "Gửi đường dẫn đặt mật khẩu",
    "door_code": "Gửi mã xác nhận",
    "address_changed": "Báo địa chỉ thư đã đổi",
    "mail": "Gửi thư báo",
    "draw_summary": "Lập báo cáo tổng hợp",
    "reminders": "Lập danh sách nhắc hạn",
    "remind": "Nhắc hạn của hồ sơ",
    "recalculate": "Tính lại hạn theo lịch, quy định mới",
    "dispose": "Tiêu hủy hồ sơ",
    "register_disposal": "Ghi sổ tiêu hủy",
    "remove_file": "Xóa tệp",
    "erase_sealed": "Xóa nội dung tệp đã niêm phong",
    "own_doors": "Thu hẹp, mở lại tài khoản của người rời vị trí",
    "retention_day": "Xem bản nháp đến hạn xóa",
    "retention_month": "Báo hồ sơ đến hạn tiêu hủy",
    "anchor_file": "Ghi mốc nhật ký ra tệp",
    "anchor_mail": "Gửi mốc nhật ký",
    "registry_day": "Lượt đầu ngày: đơn vị, vị trí đến ngày hiệu lực",
    "read_import": "Đọc danh sách cán bộ",
    "apply_import": "Nhập danh sách cán bộ",
    "reading": "Nhắc đọc văn bản",
    "report_day": "Nhắc báo cáo, ý kiến chỉ đạo",
    "deliver_summary": "Gửi báo cáo đến nơi nhận",
    "reconcile": "Đối chiếu mỗi giờ",
    "housekeeping": "Dọn phiên đã hết, thư đã gửi",
    "fold_tallies": "Gộp số cộng sẵn",
    "canary": "Kiểm tra đường xử lý",
    "canary_mail": "Kiểm tra đường gửi thư",
    "canary_long": "Kiểm tra đường việc dài",
}
LANES = {"default": "Nhắc hạn, việc thường", "mail": "Thư", "long": "Báo cáo, nhập dữ liệu, tệp"}
# what went wrong, by the class of the error; anything else is said as it is
REASONS = {
    "ConnectionRefusedError": "không kết nối được máy chủ",
    "TimeoutError": "máy chủ không trả lời kịp",
    "SMTPSenderRefused": "máy chủ thư không nhận địa chỉ người gửi",
    "SMTPConnectError": "máy chủ thư không nhận kết nối",
    "ConnectionResetError": "máy chủ ngắt kết nối",
    "SSLError": "kết nối mã hóa với máy chủ không thành",
    "SMTPRecipientsRefused": "địa chỉ thư bị từ chối",
    "SMTPServerDisconnected": "máy chủ thư ngắt kết nối",
    "SMTPAuthenticationError": "máy chủ thư không nhận mật khẩu",
    "gaierror": "không tìm thấy máy chủ",
    "OperationalError": "cơ sở dữ liệu bận hoặc mất kết nối",
    "DoesNotExist": "dữ liệu liên quan không còn",
    "OSError": "không đọc, ghi được tệp",
    "PermissionError": "không có quyền đọc, ghi tệp",
    "FileNotFoundError": "không thấy tệp",
}


def topic(name: str) -> str:
    return TOPICS.get(name, name)


def reason(error: str) -> str:
    return REASONS.get(error, f"lỗi {error}" if error else "")
