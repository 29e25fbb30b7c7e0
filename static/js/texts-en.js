/* texts-en.js: made by `make messages` from locale/en/LC_MESSAGES/djangojs.po. */
(() => {
  "use strict";
  window.texts = {
    ", còn khoảng {count} phút": [
      ", about {count} minute left",
      ", about {count} minutes left"
    ],
    "Bản nháp này không mở cho tài khoản đang đăng nhập, hoặc không còn nữa.": "This draft is not open to the account you are signed in with, or no longer exists.",
    "Bỏ": "Remove",
    "Bỏ chọn tất cả": "Clear all",
    "Bỏ phần này": "Discard this",
    "Bỏ ô này": "Remove this box",
    "Chưa có ô nào": "No boxes yet",
    "Chưa gửi được: mất kết nối. Phần đang nhập giữ trên máy này; bấm lại khi có mạng": "Not sent: connection lost. What you typed is kept on this device; press again when you are online",
    "Chọn người khác": "Choose someone else",
    "Chọn tất cả": "Select all",
    "Chờ đến lượt": "Waiting its turn",
    "Còn thiếu:": "Missing:",
    "Cổng không nhận tệp này. Gỡ ra rồi chọn lại.": "The portal does not accept this file. Remove it and choose again.",
    "Gỡ": "Remove",
    "Hôm nay": "Today",
    "Hôm qua": "Yesterday",
    "Không có gì chưa gửi": "Nothing unsent",
    "Không thấy ai khớp trong phạm vi ông/bà được ghi nhận": "No match among the people you may report",
    "Không thấy ai khớp.": "No match.",
    "Không đọc được tệp này trên máy. Gỡ ra rồi chọn lại.": "This file cannot be read from the device. Remove it and choose again.",
    "Lịch": "Calendar",
    "Máy này chưa dùng được khóa đăng nhập. Dùng mật khẩu và mã xác thực.": "This device cannot use a passkey yet. Use your password and verification code.",
    "Mất kết nối": "Connection lost",
    "Mất kết nối, sẽ tự gửi tiếp khi có mạng.": "Connection lost; sending goes on by itself when you are online.",
    "Người tìm thấy": "People found",
    "Người được phản ánh": "Person concerned",
    "Nhiều hơn {count} người. Dùng phím mũi tên để chọn.": [
      "More than {count} person. Use the arrow keys to choose.",
      "More than {count} people. Use the arrow keys to choose."
    ],
    "Nội dung vừa được lưu ở nơi khác": "This was just saved elsewhere",
    "Phiên đã hết": "Your session has ended",
    "Phiên đã hết, đang giữ ở {percent}%": "Your session has ended; held at {percent}%",
    "Phần này dài hơn mức cổng giữ được": "This is longer than the portal can hold",
    "Phần này đã bấm gửi khi đường truyền chậm, chưa rõ đã đến chưa": "You pressed send on a slow connection; it is not known whether this arrived",
    "Phần đã gửi của {name}": "Sent so far of {name}",
    "Thêm ô bằng số": "Add a box by numbers",
    "Tiếp tục": "Resume",
    "Tạm dừng": "Pause",
    "Tạm dừng ở {percent}%": "Paused at {percent}%",
    "TỆP": "FILE",
    "Tệp lớn hơn {size}, cổng không nhận.": "The file is larger than {size}; the portal does not accept it.",
    "Tối đa {count} ô": [
      "At most {count} box",
      "At most {count} boxes"
    ],
    "bấm Lưu nháp để so sánh": "press Save draft to compare",
    "gửi đi hoặc rút ngắn": "send it or shorten it",
    "ngày": "day",
    "sẽ tự lưu khi có mạng": "it saves by itself when you are online",
    "{count} dòng tìm thấy, ở ngay dưới ô này.": [
      "{count} row found, right below this field.",
      "{count} rows found, right below this field."
    ],
    "{count} người. Dùng phím mũi tên để chọn.": [
      "{count} person. Use the arrow keys to choose.",
      "{count} people. Use the arrow keys to choose."
    ],
    "{count} ô đang che": [
      "{count} box covering",
      "{count} boxes covering"
    ],
    "{name} đang được gửi rồi.": "{name} is already being sent.",
    "{what}. Phần đang nhập chỉ còn trên trang này: đừng đóng trang": "{what}. What you typed is only on this page: do not close it",
    "{what}. Phần đang nhập giữ trên máy này; {next}": "{what}. What you typed is kept on this device; {next}",
    "Đang chuẩn bị…": "Preparing…",
    "Đang giữ phần đã nhập lúc {at}": "Holding what you typed at {at}",
    "Đang gửi {percent}%": "Sending {percent}%",
    "Đang lưu nốt rồi gửi…": "Saving the rest, then sending…",
    "Đang lưu…": "Saving…",
    "Đã chọn {name}, {post}": "Chosen: {name}, {post}",
    "Đã chọn; các dòng khác được gập lại.": "Chosen; the other rows are folded away.",
    "Đã gỡ {name}.": "Removed {name}.",
    "Đã gửi lên": "Uploaded",
    "Đã gửi {percent}%, phần ấy không mất.": "{percent}% has been sent; that part is not lost.",
    "Đã hủy hoặc hết thời gian chờ. Thử lại khi sẵn sàng.": "Cancelled, or the time ran out. Try again when you are ready.",
    "Đã lưu nháp lúc {at}": "Draft saved at {at}",
    "Đã lưu phần đang nhập lúc {at}": "What you typed was saved at {at}",
    "Đã lấy lại phần đang nhập giữ trên máy này": "Restored what you typed from this device",
    "Đã đủ:": "Complete:",
    "Đăng nhập lại": "Sign in again",
    "đã thu nhỏ từ {size}; bản gốc giữ trên máy ông/bà": "made smaller from {size}; keep the original on your device",
    "đăng nhập lại để gửi, không phải gõ lại": "sign in again to send; nothing has to be retyped"
  };
})();
