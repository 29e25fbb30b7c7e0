/* passkey.js: says what went wrong with a passkey, in the place the page keeps for
   it; without JavaScript or WebAuthn the buttons stay hidden. */
(() => {
  "use strict";
  const { _ } = window.language;
  const place = document.querySelector("[data-passkey-error]");
  if (window.PublicKeyCredential)
    document.querySelectorAll("[data-passkey]").forEach((one) => {
      one.hidden = false;
    });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (!place) return;
    place.hidden = false;
    place.textContent =
      event.detail.exception && event.detail.exception.name === "NotAllowedError"
        ? _("Đã hủy hoặc hết thời gian chờ. Thử lại khi sẵn sàng.")
        : _("Máy này chưa dùng được khóa đăng nhập. Dùng mật khẩu và mã xác thực.");
  });
})();
