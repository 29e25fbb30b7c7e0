/* answer.js: saves the person's answer on the server while it is being typed; a copy stays in this browser until the server has it. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-save]"), says = document.querySelector("[data-autosave]");
  if (!form || !window.fetch) return;
  var timer = null, key = "answer:" + form.dataset.save;
  function body() {
    var data = new FormData(form);
    data.delete("files");
    return data;
  }
  function keep() {
    try { localStorage.setItem(key, JSON.stringify(Array.from(body().entries()).filter(function (pair) { return pair[0] !== "csrfmiddlewaretoken"; }))); } catch (error) { /* a full or shut store is no reason to stop */ }
  }
  function save() {
    fetch(form.dataset.save, { method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(); return answer.json(); })
      .then(function (data) { says.textContent = "Đã lưu nháp lúc " + data.saved_at; says.classList.remove("autosave-off"); localStorage.removeItem(key); })
      .catch(function () { says.textContent = "Chưa lưu được lên máy chủ; đang giữ trong trình duyệt này"; says.classList.add("autosave-off"); });
  }
  form.addEventListener("input", function (event) {
    if (event.target.type === "file") return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", function () { clearTimeout(timer); localStorage.removeItem(key); });
})();
