"""Invented acts for the try-out. Conduct only: unverified information, discourtesy, internal
documents, competence, working time; never an opinion.

`{noi}` is the office, `{gio}` the hour, `{ngay}` the day of the act. Each story carries what every
party says later, so that a case reads as one.
"""

from halang_portal.tryout.sample.story import Story

_ORAL = ("oral_reminder", "guidance", "no_violation", "written_reminder")
_GUIDE = ("guidance", "no_violation", "oral_reminder")
_WRITE = ("written_reminder", "oral_reminder", "guidance")
_HEAVY = ("discipline", "written_reminder", "referred")

STORIES: tuple[Story, ...] = (
    Story(
        "unverified",
        "share",
        "facebook",
        "Chia sẻ thông tin chưa kiểm chứng về điểm trường",
        "Lúc {gio} ngày {ngay}, tài khoản Facebook cá nhân chia sẻ công khai một bài viết của trang"
        " tổng hợp, kèm lời: “Xã đã quyết xong việc gộp điểm trường rồi, bà con khỏi họp”. Thời"
        " điểm đó {noi} chưa ban hành văn bản nào về việc này.",
        "Thủ trưởng đơn vị đã trao đổi trực tiếp; bài viết được gỡ trong ngày.",
        "Tôi xác nhận có chia sẻ bài viết. Nhiều phụ huynh hỏi, tôi đọc bài trên trang tổng hợp và"
        " tưởng đã có văn bản. Ngay khi được trao đổi, tôi đã gỡ bài và đính chính trong nhóm phụ"
        " huynh.",
        "partly",
        "Người được phản ánh đã gỡ và đính chính kịp thời, chưa từng bị nhắc nhở. Đề nghị nhắc nhở"
        " miệng.",
        "Nhất trí với ý kiến của đơn vị; đề nghị hướng dẫn tra cứu nguồn chính thống.",
        "Có chia sẻ thông tin chưa được cơ quan có thẩm quyền công bố; đã gỡ và đính chính trong"
        " ngày, chưa gây hậu quả.",
        "Ghi nhận việc tự gỡ bài, đính chính trong nhóm phụ huynh như đã giải trình.",
        _ORAL,
    ),
    Story(
        "unverified",
        "post",
        "facebook",
        "Đăng tin dịch bệnh trên đàn lợn chưa được xác nhận",
        "Ngày {ngay}, tài khoản cá nhân đăng: “Xóm mình lợn chết hàng loạt rồi, ai có lợn bán"
        " ngay”. Trung tâm Dịch vụ nông nghiệp xác nhận khi đó mới có 02 con chết, đang lấy mẫu,"
        " chưa có kết quả.",
        "Đơn vị đã mời làm việc và đề nghị gỡ bài.",
        "Tôi thấy hàng xóm có lợn chết nên lo lắng, đăng để mọi người đề phòng, không nghĩ là tin"
        " chưa được xác nhận. Tôi đã gỡ bài sau khi được giải thích.",
        "right",
        "Bài đăng làm một số hộ bán tháo lợn; người đăng thành khẩn, đã gỡ. Đề nghị nhắc nhở.",
        "Đề nghị nhắc nhở và phối hợp thú y thông tin lại cho bà con.",
        "Có đăng thông tin về dịch bệnh khi chưa có kết luận của cơ quan chuyên môn, làm một số hộ"
        " lo lắng bán tháo.",
        "Đã xem xét động cơ đề phòng và việc gỡ bài kịp thời.",
        _WRITE,
    ),
    Story(
        "unverified",
        "share",
        "zalo",
        "Chuyển tiếp tin giả về lịch cắt điện",
        "Khoảng {gio} ngày {ngay}, trong nhóm Zalo “Bà con {noi}”, tài khoản cá nhân chuyển tiếp"
        " tin “cắt điện toàn huyện ba ngày”. Điện lực sau đó thông báo không có lịch như vậy.",
        "Đã nhắc đính chính ngay trong nhóm.",
        "Tôi nhận được từ nhóm khác và chuyển tiếp cho người nhà biết, không kiểm tra lại. Tôi đã"
        " đính chính.",
        "right",
        "Mức độ nhẹ, đã đính chính. Đề nghị hướng dẫn, rút kinh nghiệm.",
        "Nhất trí.",
        "Có chuyển tiếp thông tin chưa kiểm chứng trong nhóm; đã đính chính sau 40 phút.",
        "Việc đính chính ngay được xem xét giảm nhẹ.",
        _GUIDE,
    ),
    Story(
        "unverified",
        "comment",
        "facebook",
        "Bình luận sai về tiền hỗ trợ sau mưa lũ",
        "Ngày {ngay}, tài khoản cá nhân bình luận dưới bài của một trang cộng đồng rằng tiền hỗ trợ"
        " sau mưa lũ “đã về xã từ lâu”. Theo Phòng Tài chính - Kế hoạch, kinh phí khi đó chưa được"
        " cấp.",
        "Đơn vị đã cung cấp văn bản cấp kinh phí để người được phản ánh đính chính.",
        "Tôi nghe một số người nói lại nên bình luận. Tôi không biết kinh phí chưa về. Tôi đã đính"
        " chính dưới bài viết.",
        "partly",
        "Đã đính chính. Đề nghị nhắc nhở miệng.",
        "Đề nghị nhắc nhở miệng.",
        "Bình luận nêu thông tin không đúng về thời điểm cấp kinh phí.",
        "Đã xem xét việc đính chính công khai dưới bài viết.",
        _ORAL,
    ),
    Story(
        "unverified",
        "share",
        "tiktok",
        "Chia sẻ đoạn phim cũ như việc mới xảy ra",
        "Ngày {ngay}, tài khoản cá nhân chia sẻ đoạn phim sạt lở đường của tỉnh khác từ năm trước,"
        " ghi “đường vào {noi} sáng nay”. Kiểm tra thực địa: đường thông bình thường.",
        "Đã đề nghị gỡ đoạn phim.",
        "Tôi tưởng là đường quê mình. Tôi đã gỡ ngay khi biết.",
        "right",
        "Đề nghị hướng dẫn, rút kinh nghiệm.",
        "Nhất trí với đơn vị.",
        "Có chia sẻ đoạn phim không đúng thời gian, địa điểm.",
        "Ghi nhận việc gỡ ngay.",
        _GUIDE,
    ),
    Story(
        "discourtesy",
        "comment",
        "zalo",
        "Lời lẽ thiếu văn minh trong nhóm Zalo cơ quan",
        "Khoảng {gio} ngày {ngay}, trong nhóm Zalo công việc của {noi}, tài khoản cá nhân dùng lời"
        " lẽ xúc phạm đồng nghiệp khi tranh luận về lịch trực.",
        "Thủ trưởng đơn vị đã gặp hai bên.",
        "Hôm đó tôi nóng nảy do trực liên tiếp. Tôi đã xin lỗi đồng nghiệp trước cuộc họp giao"
        " ban.",
        "right",
        "Đã xin lỗi công khai, hai bên đã hòa giải. Đề nghị nhắc nhở miệng.",
        "Nhất trí.",
        "Có dùng lời lẽ thiếu chuẩn mực trong nhóm công việc, trái quy chế văn hóa công sở.",
        "Việc xin lỗi công khai được xem xét.",
        _ORAL,
    ),
    Story(
        "discourtesy",
        "comment",
        "facebook",
        "Bình luận miệt thị người dân",
        "Ngày {ngay}, khi người dân hỏi về thủ tục trên trang của {noi}, tài khoản cá nhân trả lời"
        " bằng lời lẽ miệt thị trình độ của người hỏi.",
        "Đơn vị đã xin lỗi người dân và hướng dẫn lại thủ tục.",
        "Tôi thừa nhận đã trả lời không đúng mực vì người hỏi nhắn nhiều lần ngoài giờ. Tôi đã trực"
        " tiếp xin lỗi.",
        "right",
        "Sự việc ảnh hưởng hình ảnh đơn vị. Đề nghị nhắc nhở bằng văn bản.",
        "Đề nghị nhắc nhở bằng văn bản.",
        "Có lời lẽ thiếu tôn trọng người dân khi trao đổi công việc trên mạng.",
        "Đã xem xét lời xin lỗi; hành vi diễn ra khi giải quyết công việc cho dân.",
        _WRITE,
    ),
    Story(
        "discourtesy",
        "post",
        "facebook",
        "Đăng ảnh chế giễu đồng nghiệp",
        "Ngày {ngay}, tài khoản cá nhân đăng ảnh một đồng nghiệp ngủ gật trong hội nghị kèm lời chế"
        " giễu, 35 lượt bình luận.",
        "Đã đề nghị gỡ ảnh.",
        "Tôi chỉ định đùa vui, không nghĩ làm đồng nghiệp tổn thương. Tôi đã gỡ và xin lỗi.",
        "right",
        "Đề nghị nhắc nhở miệng.",
        "Nhất trí.",
        "Có đăng hình ảnh đồng nghiệp khi chưa được đồng ý, kèm lời lẽ thiếu tôn trọng.",
        "Đã xem xét việc gỡ ảnh và xin lỗi.",
        _ORAL,
    ),
    Story(
        "discourtesy",
        "statement",
        "none",
        "To tiếng với người dân tại bộ phận một cửa",
        "Khoảng {gio} ngày {ngay}, tại bộ phận một cửa của {noi}, người được phản ánh to tiếng với"
        " một người dân đến nộp hồ sơ, có hai người chứng kiến.",
        "Lãnh đạo đơn vị đã tiếp và xin lỗi người dân.",
        "Người dân mang thiếu giấy tờ lần thứ ba và nói rất to trước. Tôi có nâng giọng nhưng không"
        " xúc phạm. Đề nghị hỏi thêm người chứng kiến.",
        "partly",
        "Hai người chứng kiến xác nhận chỉ có việc nói to. Đề nghị hướng dẫn, rút kinh nghiệm.",
        "Đề nghị rút kinh nghiệm trong giao tiếp.",
        "Có thái độ giao tiếp chưa chuẩn mực; chưa có căn cứ về việc xúc phạm.",
        "Lời kể của hai người chứng kiến phù hợp với giải trình.",
        _GUIDE,
    ),
    Story(
        "internal_document",
        "post",
        "zalo",
        "Đăng ảnh dự thảo văn bản chưa được công bố",
        "Ngày {ngay}, trong một nhóm Zalo có người ngoài cơ quan, tài khoản cá nhân đăng ảnh trang"
        " đầu dự thảo phân bổ kinh phí của {noi} chưa trình ký.",
        "Đơn vị đã yêu cầu thu hồi tin nhắn.",
        "Tôi gửi nhầm nhóm, định gửi nhóm chuyên môn. Tôi thu hồi sau 5 phút và báo cáo lãnh đạo"
        " ngay.",
        "partly",
        "Xác nhận việc gửi nhầm, đã báo cáo ngay. Đề nghị nhắc nhở miệng.",
        "Tài liệu nội bộ, không có độ mật. Đề nghị nhắc nhở bằng văn bản.",
        "Có để lộ dự thảo văn bản nội bộ trong nhóm có người ngoài; thu hồi sau 5 phút.",
        "Xem xét việc tự báo cáo và thu hồi kịp thời.",
        _WRITE,
    ),
    Story(
        "internal_document",
        "share",
        "facebook",
        "Đăng danh sách cán bộ kèm số điện thoại riêng",
        "Ngày {ngay}, tài khoản cá nhân đăng ảnh danh sách trực có số điện thoại riêng của 14 người"
        " thuộc {noi} lên trang công khai.",
        "Đã gỡ theo đề nghị của đơn vị.",
        "Tôi muốn bà con tiện liên hệ khi mưa lũ, không nghĩ số điện thoại là thông tin riêng.",
        "right",
        "Mục đích tốt nhưng chưa đúng cách. Đề nghị hướng dẫn.",
        "Đề nghị nhắc nhở miệng và hướng dẫn về dữ liệu cá nhân.",
        "Có công khai dữ liệu cá nhân của đồng nghiệp khi chưa được đồng ý.",
        "Mục đích phục vụ người dân được xem xét giảm nhẹ.",
        _ORAL,
    ),
    Story(
        "internal_document",
        "post",
        "facebook",
        "Đăng biên bản họp xét thi đua",
        "Ngày {ngay}, tài khoản cá nhân đăng ảnh biên bản họp xét thi đua của {noi}, có ý kiến nhận"
        " xét từng người.",
        "Đơn vị đã họp và yêu cầu gỡ.",
        "Tôi bức xúc vì kết quả bình xét nên đăng lên. Tôi nhận thấy việc đăng biên bản là sai,"
        " đã gỡ.",
        "right",
        "Gây mất đoàn kết trong đơn vị. Đề nghị xem xét nghiêm.",
        "Đề nghị xem xét kỷ luật theo quy định.",
        "Có công khai biên bản nội bộ chứa nhận xét về người khác, ảnh hưởng đến đơn vị.",
        "Đã xem xét việc tự gỡ; tuy nhiên bài đăng tồn tại bốn ngày, nhiều người chia sẻ.",
        _HEAVY,
    ),
    Story(
        "out_of_competence",
        "statement",
        "facebook",
        "Trả lời thay cơ quan khi không được giao",
        "Ngày {ngay}, tài khoản cá nhân ghi rõ chức vụ, trả lời trên một trang cộng đồng về thời"
        " điểm chi trả chế độ của {noi} khi không được giao phát ngôn; nội dung sau đó không đúng.",
        "Đơn vị đã đăng thông tin chính thức.",
        "Tôi muốn giúp người dân biết sớm, không biết phải có người phát ngôn.",
        "partly",
        "Ý tốt nhưng sai thẩm quyền. Đề nghị hướng dẫn, rút kinh nghiệm.",
        "Nhất trí với đơn vị.",
        "Có trả lời nhân danh cơ quan khi không được giao nhiệm vụ phát ngôn.",
        "Mục đích hỗ trợ người dân được xem xét.",
        _GUIDE,
    ),
    Story(
        "out_of_competence",
        "post",
        "facebook",
        "Dùng trang của cơ quan đăng việc riêng",
        "Ngày {ngay}, trang Facebook của {noi} đăng bài quảng cáo hàng hóa của người quản trị"
        " trang, tồn tại khoảng 6 giờ.",
        "Đã gỡ và thu lại quyền quản trị.",
        "Tôi đăng nhầm tài khoản trên điện thoại. Tôi đã gỡ và bàn giao quyền quản trị trang.",
        "right",
        "Đề nghị nhắc nhở miệng.",
        "Nhất trí.",
        "Có đăng nội dung riêng trên trang của cơ quan.",
        "Ghi nhận việc gỡ và bàn giao quyền quản trị.",
        _ORAL,
    ),
    Story(
        "working_time",
        "working_time",
        "facebook",
        "Bán hàng qua mạng trong giờ làm việc",
        "Từ {gio} ngày {ngay}, tài khoản cá nhân phát trực tiếp bán hàng khoảng 35 phút, phía sau"
        " là phòng làm việc của {noi}.",
        "Đơn vị đã nhắc nhở miệng.",
        "Tôi có phát trực tiếp vào giờ nghỉ trưa và kéo dài quá giờ khoảng 15 phút. Tôi nhận khuyết"
        " điểm.",
        "partly",
        "Xác nhận kéo dài sang giờ làm việc buổi chiều 15 phút. Đề nghị nhắc nhở miệng.",
        "Đề nghị nhắc nhở miệng.",
        "Có sử dụng một phần thời giờ làm việc vào việc riêng.",
        "Phần thời gian trong giờ nghỉ trưa không tính.",
        _ORAL,
    ),
    Story(
        "working_time",
        "working_time",
        "youtube",
        "Xem phim trong giờ làm việc",
        "Khoảng {gio} ngày {ngay}, lãnh đạo đơn vị kiểm tra đột xuất phòng làm việc của {noi}, thấy"
        " máy tính cơ quan đang phát phim.",
        "Đã lập biên bản kiểm tra nội bộ.",
        "Hôm đó tôi hoàn thành việc sớm và có mở phim khoảng 20 phút. Tôi xin rút kinh nghiệm.",
        "right",
        "Đề nghị nhắc nhở miệng.",
        "Nhất trí.",
        "Có sử dụng thời giờ làm việc và máy tính cơ quan vào việc riêng.",
        "Đã xem xét việc tự nhận khuyết điểm.",
        _ORAL,
    ),
    Story(
        "working_time",
        "working_time",
        "none",
        "Đi muộn, về sớm nhiều ngày",
        "Trong tuần có ngày {ngay}, sổ theo dõi của {noi} ghi người được phản ánh đến muộn trên 30"
        " phút ba buổi, không báo cáo.",
        "Đã nhắc trong giao ban.",
        "Con tôi nằm viện, tôi có xin phép trưởng bộ phận bằng tin nhắn, gửi kèm ảnh chụp tin nhắn"
        " và giấy ra viện.",
        "wrong",
        "Xác nhận trưởng bộ phận có nhận tin nhắn xin phép. Đề nghị không xem xét vi phạm.",
        "Nhất trí.",
        "Có đến muộn nhưng đã xin phép người phụ trách trực tiếp.",
        "Ảnh chụp tin nhắn và giấy ra viện phù hợp với giải trình.",
        ("no_violation", "guidance"),
    ),
    Story(
        "working_time",
        "post",
        "facebook",
        "Đăng ảnh liên hoan trong giờ làm việc",
        "Khoảng {gio} ngày {ngay}, tài khoản cá nhân đăng ảnh liên hoan; ngày đó là ngày làm việc"
        " của {noi}.",
        "",
        "Ảnh chụp tối hôm trước, hôm sau tôi mới đăng vào giờ nghỉ. Gửi kèm ảnh gốc có thời gian"
        " chụp.",
        "wrong",
        "Ảnh gốc chụp 19:12 hôm trước. Đề nghị không xem xét.",
        "Nhất trí.",
        "Ảnh chụp ngoài giờ làm việc; đăng trong giờ nghỉ.",
        "Thời gian của ảnh gốc phù hợp với giải trình.",
        ("no_violation",),
    ),
    Story(
        "unverified",
        "comment",
        "zalo",
        "Bình luận về kết quả tuyển sinh chưa công bố",
        "Ngày {ngay}, trong nhóm phụ huynh, tài khoản cá nhân nêu điểm chuẩn vào lớp 6 khi {noi}"
        " chưa công bố; điểm này sau đó không đúng.",
        "Nhà trường đã thông báo lại.",
        "Tôi ước đoán theo năm trước và có ghi là dự kiến, ảnh chụp kèm theo cho thấy điều đó.",
        "wrong",
        "Có ghi chữ “dự kiến” nhưng nhỏ. Đề nghị hướng dẫn.",
        "Đề nghị hướng dẫn.",
        "Nội dung có ghi là dự kiến, song dễ gây hiểu nhầm.",
        "Ảnh chụp kèm theo phù hợp với giải trình.",
        ("no_violation", "guidance"),
    ),
    Story(
        "discourtesy",
        "share",
        "facebook",
        "Chia sẻ bài viết xúc phạm một gia đình",
        "Ngày {ngay}, tài khoản cá nhân chia sẻ bài viết nêu đích danh và xúc phạm một gia đình"
        " trên địa bàn, kèm lời tán thành.",
        "Đã đề nghị gỡ.",
        "Tôi không đọc kỹ trước khi chia sẻ. Tôi đã gỡ và đến xin lỗi gia đình.",
        "right",
        "Gia đình đã nhận lời xin lỗi. Đề nghị nhắc nhở miệng.",
        "Đề nghị nhắc nhở bằng văn bản.",
        "Có chia sẻ nội dung xúc phạm danh dự người khác.",
        "Việc xin lỗi trực tiếp được xem xét giảm nhẹ.",
        _WRITE,
    ),
    Story(
        "internal_document",
        "share",
        "zalo",
        "Gửi đề kiểm tra trước giờ làm bài",
        "Tối trước ngày {ngay}, ảnh một trang đề kiểm tra học kỳ của {noi} xuất hiện trong nhóm phụ"
        " huynh, gửi từ tài khoản cá nhân.",
        "Nhà trường đã thay đề.",
        "Tôi gửi cho con tự ôn và con tôi gửi tiếp. Tôi nhận trách nhiệm.",
        "right",
        "Phải thay đề, ảnh hưởng toàn khối. Đề nghị xem xét kỷ luật.",
        "Đề nghị xem xét kỷ luật theo quy định.",
        "Có để lộ đề kiểm tra trước giờ làm bài, phải thay đề.",
        "Đã xem xét việc nhận trách nhiệm.",
        _HEAVY,
    ),
    Story(
        "out_of_competence",
        "comment",
        "facebook",
        "Hứa thời hạn cấp giấy khi không được giao",
        "Ngày {ngay}, tài khoản cá nhân ghi chức vụ, hứa với người dân trên mạng thời hạn cấp giấy"
        " chứng nhận ngắn hơn quy định của {noi}.",
        "Đơn vị đã giải thích lại với người dân.",
        "Tôi nói theo tiến độ lúc đó, không có ý nhân danh cơ quan.",
        "partly",
        "Đề nghị hướng dẫn, rút kinh nghiệm.",
        "Nhất trí.",
        "Có trả lời về việc của cơ quan khi không được giao phát ngôn.",
        "Đã xem xét hoàn cảnh trao đổi.",
        _GUIDE,
    ),
)
