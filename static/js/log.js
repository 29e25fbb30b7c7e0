/* log.js: the draft saves itself; provisions follow the day of the act. Without it every button works the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-save]"), says = document.querySelector("[data-autosave]");
  if (!form || !window.fetch) return;
  var version = form.elements.version, timer = null, busy = false, again = false;
  function body() {
    var data = new FormData(form);
    ["upload", "evidence_url", "caption"].forEach(function (name) { data.delete(name); });
    return data;
  }
  function show(text, off) { says.textContent = text; says.classList.toggle("autosave-off", off); }
  function save() {
    if (busy) { again = true; return; }
    busy = true;
    fetch(form.dataset.save, { method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 409) { show("Bản nháp vừa được lưu ở nơi khác; bấm Lưu nháp để so sánh", true); return null; }
        if (!answer.ok) throw new Error();
        return answer.json();
      })
      .then(function (data) { if (data) { version.value = data.version; show("Đã lưu nháp lúc " + data.saved_at, false); } })
      .catch(function () { show("Chưa lưu được; sẽ thử lại khi có mạng", true); timer = setTimeout(save, 15000); })
      .then(function () { busy = false; if (again) { again = false; save(); } });
  }
  form.addEventListener("input", function (event) {
    if (event.target.type === "file" || event.target.name === "person_q") return;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", function () { clearTimeout(timer); });
  window.addEventListener("online", save);
})();
