/* draft.js: a form with data-save keeps itself on the server while one types. What the server does not have yet stays in this tab
   (sessionStorage: gone when the tab is closed, for shared machines) and comes back after a lost connection or a new sign-in. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-save]"), says = document.querySelector("[data-autosave]");
  if (!form || !says || !window.fetch) return;
  var version = form.elements.version, key = "draft:" + form.dataset.save, timer = null, busy = false, again = false;
  var SKIP = ["csrfmiddlewaretoken", "version", "person_q"], EVIDENCE = /^(upload|files|evidence_url|caption|ev-.*)$/;

  function body() {
    var data = new FormData(form);
    Array.from(data.keys()).forEach(function (name) { if (EVIDENCE.test(name)) data.delete(name); });
    return data;
  }
  function pairs() {
    return Array.from(new FormData(form).entries()).filter(function (pair) { return SKIP.indexOf(pair[0]) < 0 && !EVIDENCE.test(pair[0]) && typeof pair[1] === "string"; });
  }
  function keep() {
    try { sessionStorage.setItem(key, JSON.stringify({ version: version ? version.value : "", pairs: pairs() })); } catch (error) { /* a full or shut store is no reason to stop */ }
  }
  function forget() { try { sessionStorage.removeItem(key); } catch (error) { /* the same */ } }
  function show(text, off) { says.textContent = text; says.classList.toggle("autosave-off", off); }

  // Back again, and the server has nothing newer: put back what was typed here.
  function restore() {
    var kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(key)); } catch (error) { kept = null; }
    if (!kept || kept.version !== (version ? version.value : "")) { forget(); return; }
    if (JSON.stringify(kept.pairs) === JSON.stringify(pairs())) { forget(); return; }
    var wanted = {};
    kept.pairs.forEach(function (pair) { (wanted[pair[0]] = wanted[pair[0]] || []).push(pair[1]); });
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || SKIP.indexOf(one.name) >= 0 || EVIDENCE.test(one.name) || one.type === "hidden" || one.tagName === "BUTTON" || one.type === "file") return;
      if (one.type === "radio" || one.type === "checkbox") one.checked = (wanted[one.name] || []).indexOf(one.value) >= 0;
      else one.value = (wanted[one.name] || [""]).shift() || "";
    });
    show("Đã khôi phục phần chưa lưu trên tab này", true);
    save();
  }

  function save() {
    if (busy) { again = true; return; }
    busy = true;
    fetch(form.dataset.save, { method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected || answer.status === 403) { show("Phiên đã hết: đăng nhập lại ngay trên tab này, nội dung đang được giữ", true); return null; }
        if (answer.status === 409) { show("Nội dung vừa được lưu ở nơi khác; bấm Lưu nháp để so sánh", true); return null; }
        if (!answer.ok) throw new Error();
        return answer.json();
      })
      .then(function (data) {
        if (!data) return;
        if (version && data.version) version.value = data.version;
        forget();
        show("Đã lưu nháp lúc " + data.saved_at, false);
      })
      .catch(function () { show("Mất kết nối. Nội dung đang giữ trên tab này; sẽ tự lưu khi có mạng", true); timer = setTimeout(save, 15000); })
      .then(function () { busy = false; if (again) { again = false; save(); } });
  }

  form.addEventListener("input", function (event) {
    if (event.target.type === "file" || event.target.name === "person_q") return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", function () { clearTimeout(timer); keep(); });
  window.addEventListener("online", save);
  restore();
})();
