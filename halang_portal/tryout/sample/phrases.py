"""What is said on the way of an invented case: reports out of scope, returns, pauses, contests,
measures and their proofs.
"""

from halang_portal.tryout.sample.story import OutOfScope

OUT_OF_SCOPE: tuple[OutOfScope, ...] = (
    OutOfScope(
        "complaint",
        "Đăng đơn khiếu nại về bồi thường đất",
        "Ngày {ngay}, tài khoản cá nhân đăng ảnh đơn khiếu nại của gia đình về phương án bồi thường"
        " đã gửi UBND huyện.",
        "Đây là khiếu nại đúng pháp luật của công dân; không phải vi phạm kỷ luật phát ngôn.",
    ),
    OutOfScope(
        "good_faith",
        "Góp ý về lịch trực trong cuộc họp cơ quan",
        "Ngày {ngay}, tại họp giao ban của {noi}, người được phản ánh phê bình cách xếp lịch trực"
        " của lãnh đạo.",
        "Phê bình thiện chí trong cuộc họp của cơ quan là kênh phù hợp; khuyến khích, không xem"
        " xét.",
        "statement",
        "none",
    ),
    OutOfScope(
        "good_faith",
        "Góp ý dự thảo quy chế trên nhóm nội bộ",
        "Ngày {ngay}, trong nhóm lấy ý kiến của {noi}, người được phản ánh nêu nhiều điểm chưa hợp"
        " lý của dự thảo quy chế chi tiêu.",
        "Góp ý vào dự thảo khi được hỏi là góp ý đúng kênh.",
        "comment",
        "zalo",
    ),
    OutOfScope(
        "press",
        "Trả lời phóng viên về công trình nước sạch",
        "Ngày {ngay}, báo địa phương đăng ý kiến của người được phản ánh về công trình nước sạch;"
        " có giấy giới thiệu của phóng viên và phân công của đơn vị.",
        "Trả lời báo chí đúng quy định, có phân công.",
        "statement",
        "other",
    ),
    OutOfScope(
        "private_life",
        "Đăng ảnh đám cưới người thân",
        "Ngày {ngay}, tài khoản cá nhân đăng ảnh đám cưới người thân tổ chức vào Chủ nhật.",
        "Đời sống riêng, ngoài giờ làm việc, không liên quan công vụ.",
    ),
    OutOfScope(
        "private_life",
        "Bình luận về trận bóng đá",
        "Tối ngày {ngay}, tài khoản cá nhân bình luận về một trận bóng đá.",
        "Đời sống riêng, ngoài giờ làm việc.",
        "comment",
    ),
    OutOfScope(
        "opinion",
        "Nhận xét đường xóm xuống cấp",
        "Ngày {ngay}, tài khoản cá nhân viết rằng đường xóm xuống cấp, đi lại khó.",
        "Chỉ là ý kiến nêu hiện trạng; không có hành vi và hậu quả cụ thể trái quy định.",
    ),
    OutOfScope(
        "no_evidence",
        "Nghe nói có lời lẽ không hay tại quán nước",
        "Có người kể lại rằng ngày {ngay} người được phản ánh nói lời không hay tại quán nước;"
        " không có người chứng kiến khác.",
        "Không có chứng cứ và không có người chứng kiến trực tiếp.",
        "statement",
        "none",
    ),
    OutOfScope(
        "duplicate",
        "Chia sẻ thông tin đã được ghi nhận trước đó",
        "Ngày {ngay}, bài chia sẻ này đã được đơn vị khác ghi nhận.",
        "Trùng với vụ việc đã thụ lý.",
        "share",
    ),
    OutOfScope(
        "denunciation",
        "Phản ánh việc nhận tiền của người dân",
        "Ngày {ngay}, đơn vị nhận được đơn có tên, địa chỉ đề nghị xử lý việc nhận tiền khi giải"
        " quyết thủ tục.",
        "Nội dung là tố cáo; đã chuyển theo Luật Tố cáo, không xem xét tại cổng.",
        "statement",
        "none",
    ),
)

CONTEST_TEXTS = (
    (
        "Tôi đề nghị xem xét lại vì bài viết đã được gỡ trước khi có người phản ánh, việc này chưa"
        " được nêu trong kết luận."
    ),
    "Tôi đề nghị xem xét lại mức xử lý; trong 5 năm công tác tôi chưa từng bị nhắc nhở.",
    "Kết luận chưa xem xét giấy đi đường tôi đã nộp kèm giải trình.",
)
CONTEST_REASONS = {
    "keep": "Các tình tiết nêu trong đề nghị đã được xem xét khi kết luận; giữ nguyên kết luận.",
    "amend": "Có tình tiết giảm nhẹ chưa được xem xét đầy đủ; sửa kết quả cho phù hợp.",
    "annul": "Tài liệu bổ sung cho thấy không có vi phạm; hủy kết luận.",
}
SUSPENSIONS = (
    (
        "Người được phản ánh đang điều trị nội trú.",
        "om_nang",
        "Giấy ra viện, giấy hẹn của bệnh viện huyện",
    ),
    ("Người được phản ánh nghỉ thai sản.", "thai_san", "Quyết định nghỉ thai sản của đơn vị"),
)
RETURN_REASONS = (
    "Đề nghị ghi rõ ngày biết sự việc và cách tiếp cận nội dung.",
    "Đề nghị bổ sung ảnh chụp có thời gian và nêu rõ quy định viện dẫn.",
    "Đề nghị nêu cụ thể hành vi và hậu quả, không suy đoán động cơ.",
)
MEASURES = {
    "guidance": (
        "guidance",
        (
            "Hướng dẫn tra cứu nguồn thông tin chính thống trước khi chia sẻ; rút kinh nghiệm trong"
            " đơn vị."
        ),
    ),
    "oral_reminder": ("oral_reminder", "Nhắc nhở miệng tại đơn vị, có ghi sổ họp."),
    "written_reminder": ("written_reminder", "Ban hành và giao văn bản nhắc nhở."),
    "discipline": (
        "discipline",
        "Chuyển hồ sơ để cấp có thẩm quyền xem xét kỷ luật theo trình tự.",
    ),
    "referred": ("referral", "Chuyển cơ quan có thẩm quyền xem xét theo quy định."),
}
PROOFS = {
    "guidance": "Đã hướng dẫn tại buổi sinh hoạt của đơn vị, có ghi biên bản.",
    "oral_reminder": "Đã nhắc nhở trong họp đơn vị, ghi sổ họp.",
    "written_reminder": "Đã ban hành và giao văn bản nhắc nhở, người nhận ký nhận.",
    "discipline": "Đã chuyển hồ sơ; đơn vị có thẩm quyền xác nhận đã nhận.",
    "referral": "Đã chuyển, có phiếu nhận hồ sơ.",
}
