"""The verbs of the trail in Vietnamese. A test asks that every verb recorded anywhere has its words here."""

WORDS = {
    "accept": "Thụ lý", "accept_reply": "Chấp nhận trả lời", "accept_return": "Nhận báo cáo của đơn vị", "acknowledge": "Xác nhận đã nhận", "acknowledge_instrument": "Xác nhận đã đọc văn bản",
    "add_evidence": "Thêm chứng cứ", "add_instrument": "Thêm văn bản", "add_office": "Thêm đơn vị", "agree_reveal": "Đồng ý cho biết người ghi nhận", "asked_why": "Hỏi ai xem được", "ask_reveal": "Đề nghị biết người ghi nhận", "refuse_reveal": "Không đồng ý cho biết người ghi nhận", "saw_pseudonym": "Xem bí danh người ghi nhận", "add_staff": "Thêm cán bộ", "answer": "Gửi giải trình", "approve_summary": "Duyệt báo cáo tổng hợp",
    "change_office": "Đổi tên, chuyển cấp trên của đơn vị",
    "take_back_office_change": "Hủy thay đổi sắp tới của đơn vị",
    "correct_office": "Đính chính thông tin đơn vị",
    "set_office_hours": "Đặt giờ làm việc của đơn vị",
    "close_office": "Kết thúc hoạt động của đơn vị",
    "take_over_staff": "Tiếp nhận cán bộ của đơn vị kết thúc",
    "carry_case": "Chuyển hồ sơ sang đơn vị kế thừa",
    "turn_day": "Áp dụng thay đổi đến ngày hiệu lực",
    "ask_extension": "Đề nghị gia hạn", "ask_replacement": "Đề nghị thay người xử lý", "cancel_import": "Bỏ danh sách nhập", "carry_out": "Báo đã thực hiện biện pháp", "change_staff": "Sửa thông tin cán bộ",
    "close": "Kết thúc hồ sơ", "close_direction": "Kết thúc ý kiến chỉ đạo", "conclude": "Kết luận", "consult": "Chuyển lấy ý kiến", "contest": "Đề nghị xem xét lại", "contest_amend": "Xem xét lại: sửa kết luận",
    "contest_annul": "Xem xét lại: hủy kết luận", "contest_keep": "Xem xét lại: giữ nguyên", "create_account": "Lập tài khoản", "declare_kinship": "Khai quan hệ", "download_summary": "Tải báo cáo tổng hợp",
    "downloaded": "Tải tệp", "finish_departure": "Hoàn tất bàn giao", "hand_over_draft": "Bàn giao bản nháp", "plan_departure": "Lập bàn giao", "draw_summary": "Lập báo cáo tổng hợp", "edit_summary": "Sửa lời văn báo cáo", "end_session": "Kết thúc phiên đăng nhập", "signed_in": "Đăng nhập", "signed_out": "Đăng xuất", "sign_in_failed": "Đăng nhập sai", "end_function": "Kết thúc chức năng", "evidence_damaged": "Phát hiện tệp bị thay đổi",
    "redact": "Lập bản che chứng cứ", "update_evidence": "Cập nhật chứng cứ", "amend_evidence": "Sửa thông tin chứng cứ trong bản nháp", "viewed_evidence": "Xem chứng cứ", "saw_custody": "Xem chuỗi lưu giữ chứng cứ",
    "record_delivery": "Ghi nhận giao thông báo giấy", "answer_for": "Nhập giải trình bằng giấy", "disclose_more": "Cho xem chứng cứ bổ sung", "printed_notice": "In thông báo", "printed_fairness": "In phiếu công bằng", "compared": "Xem so sánh vụ việc",
    "invitation_ran_out": "Lời mời hết hạn", "invite": "Mời tham gia hồ sơ", "end_invitation": "Thôi mời tham gia",
    "draft_document": "Lập dự thảo văn bản", "edit_document": "Sửa lời văn văn bản", "type_back_document": "Ghi số, ngày, người ký văn bản", "discard_document": "Bỏ dự thảo văn bản", "downloaded_document": "Tải văn bản", "export_documents": "Xuất sổ văn bản",
    "export_chain": "Xuất chuỗi nhật ký", "export_audit": "Xuất nhật ký", "export_figures": "Xuất số liệu", "export_incidents": "Xuất danh sách hồ sơ", "export_staff": "Xuất danh sách cán bộ", "extend_answer": "Trả lời đề nghị gia hạn",
    "extend_processing": "Gia hạn xử lý", "give_direction": "Cho ý kiến chỉ đạo", "give_opinion": "Cho ý kiến", "grant_function": "Giao chức năng", "hold_briefing": "Ghi buổi quán triệt",
    "import_staff": "Nhập danh sách cán bộ", "keep_source": "Thêm nguồn chính thống", "note": "Ghi nhận xử lý tại đơn vị", "notify": "Gửi thông báo", "notify_again": "Gửi thông báo lần hai",
    "leave": "Thôi công tác tại đơn vị", "open_account": "Mở lại tài khoản", "opened_evidence": "Mở chứng cứ", "opened_own_case": "Mở hồ sơ của mình", "post_staff": "Ghi vị trí công tác", "printed": "In phiếu hồ sơ", "propose": "Trình kết luận",
    "publish_instrument": "Công bố văn bản", "read_summary": "Đọc báo cáo tổng hợp", "reassign": "Giao người khác xử lý", "record_overdue_opinion": "Ghi nhận quá hạn cho ý kiến",
    "record_milestone": "Ghi bước xử lý bên ngoài", "record_decision": "Ghi quyết định của cấp có thẩm quyền", "record_reply": "Ghi trả lời của cơ quan được chuyển", "record_complaint": "Ghi khiếu nại", "tell_complaint": "Báo đã khiếu nại",
    "record_silence": "Ghi nhận không giải trình", "recuse": "Thôi tham gia", "remove_evidence": "Bỏ chứng cứ khỏi bản nháp", "reopen": "Mở lại hồ sơ", "reply_direction": "Trả lời ý kiến chỉ đạo",
    "reset_password": "Cấp lại mật khẩu", "resume": "Tiếp tục hồ sơ", "return": "Trả lại bổ sung", "revise_summary": "Lập bản mới của báo cáo", "revive_message": "Gửi lại việc bị dừng", "revoke_kinship": "Bỏ khai quan hệ",
    "saw": "Xem hồ sơ", "saw_person": "Xem trang cán bộ", "saw_history": "Xem diễn biến", "saw_reporter": "Xem người ghi nhận", "screen_out": "Không thụ lý", "send_back": "Trả lại dự thảo", "send_back_reply": "Yêu cầu bổ sung trả lời",
    "send_back_return": "Trả lại báo cáo của đơn vị", "set_calendar_day": "Ghi ngày làm việc", "change_calendar": "Cập nhật lịch làm việc", "calendar_moved": "Đổi hạn theo lịch làm việc", "choose_law": "Áp dụng quy định có lợi hơn", "restart_limitation": "Đổi mốc tính thời hiệu", "set_measure": "Giao biện pháp", "shut_account": "Khóa tài khoản", "start_draft": "Lập bản nháp", "submit": "Gửi vụ việc",
    "submit_return": "Gửi báo cáo của đơn vị", "suspend": "Tạm dừng", "verify": "Xác nhận biện pháp", "waive": "Không giải trình", "withdraw": "Rút vụ việc",
    "ask_hold": "Đề nghị giữ hồ sơ", "confirm_hold": "Xác nhận giữ hồ sơ", "refuse_hold": "Không xác nhận giữ hồ sơ", "ask_release": "Đề nghị thôi giữ hồ sơ", "release_hold": "Xác nhận thôi giữ hồ sơ", "keep_hold": "Tiếp tục giữ hồ sơ",
    "propose_disposal": "Đề nghị tiêu hủy", "confirm_disposal": "Xác nhận tiêu hủy", "refuse_disposal": "Không đồng ý tiêu hủy", "dispose": "Tiêu hủy hồ sơ", "skip_disposal": "Bỏ qua khi tiêu hủy", "remove_draft": "Xóa bản nháp bỏ dở",
    "repurge": "Xóa lại sau khôi phục", "hand_to_archive": "Ghi nộp lưu trữ", "set_term": "Đặt thời hạn lưu", "export_disposal": "Xuất danh sách đến hạn tiêu hủy", "export_register": "Tải sổ tiêu hủy",
}  # fmt: skip


def word(verb: str) -> str:
    return WORDS.get(verb, verb)
