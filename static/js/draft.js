/* draft.js: a form with data-save keeps itself on the server while one types. What the server does
   not have yet stays in this tab (sessionStorage: gone when the tab is closed, for shared machines)
   and comes back after a lost connection or a new sign-in. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-save]");
  const says = document.querySelector("[data-autosave]");
  if (!form || !says || !window.fetch) return;
  const version = form.elements.version;
  const key = `draft:${form.dataset.save}`;
  let timer = null;
  let busy = false;
  let again = false;
  const SKIP = ["csrfmiddlewaretoken", "version", "person_q"];
  const EVIDENCE = /^(upload|files|evidence_url|caption|ev-.*)$/;

  function body() {
    const data = new FormData(form);
    Array.from(data.keys()).forEach((name) => {
      if (EVIDENCE.test(name)) data.delete(name);
    });
    return data;
  }
  function pairs() {
    return Array.from(new FormData(form).entries()).filter(
      (pair) => SKIP.indexOf(pair[0]) < 0 && !EVIDENCE.test(pair[0]) && typeof pair[1] === "string",
    );
  }
  function keep() {
    try {
      sessionStorage.setItem(
        key,
        JSON.stringify({ version: version ? version.value : "", pairs: pairs() }),
      );
    } catch {
      /* a full or shut store is no reason to stop */
    }
  }
  function forget() {
    try {
      sessionStorage.removeItem(key);
    } catch {
      /* the same */
    }
  }
  function show(text, off) {
    says.textContent = text;
    says.classList.toggle("autosave-off", off);
  }

  // Back again, and the server has nothing newer: put back what was typed here.
  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key));
    } catch {
      kept = null;
    }
    if (!kept || kept.version !== (version ? version.value : "")) {
      forget();
      return;
    }
    if (JSON.stringify(kept.pairs) === JSON.stringify(pairs())) {
      forget();
      return;
    }
    const wanted = {};
    kept.pairs.forEach((pair) => {
      wanted[pair[0]] = wanted[pair[0]] || [];
      wanted[pair[0]].push(pair[1]);
    });
    Array.prototype.forEach.call(form.elements, (one) => {
      if (
        !one.name ||
        SKIP.indexOf(one.name) >= 0 ||
        EVIDENCE.test(one.name) ||
        one.type === "hidden" ||
        one.tagName === "BUTTON" ||
        one.type === "file"
      ) {
        return;
      }
      if (one.type === "radio" || one.type === "checkbox")
        one.checked = (wanted[one.name] || []).indexOf(one.value) >= 0;
      else one.value = (wanted[one.name] || [""]).shift() || "";
    });
    show("Đã khôi phục phần chưa lưu trên tab này", true);
    save();
  }

  function save() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    fetch(form.dataset.save, {
      method: "POST",
      body: body(),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    })
      .then((answer) => {
        if (answer.redirected || answer.status === 403) {
          show("Phiên đã hết: đăng nhập lại ngay trên tab này, nội dung đang được giữ", true);
          return null;
        }
        if (answer.status === 409) {
          show("Nội dung vừa được lưu ở nơi khác; bấm Lưu nháp để so sánh", true);
          return null;
        }
        if (!answer.ok) throw new Error();
        return answer.json();
      })
      .then((data) => {
        if (!data) return;
        if (version && data.version) version.value = data.version;
        forget();
        show(`Đã lưu nháp lúc ${data.saved_at}`, false);
      })
      .catch(() => {
        show("Mất kết nối. Nội dung đang giữ trên tab này; sẽ tự lưu khi có mạng", true);
        timer = setTimeout(save, 15000);
      })
      .then(() => {
        busy = false;
        if (again) {
          again = false;
          save();
        }
      });
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.name === "person_q") return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep();
  });
  window.addEventListener("online", save);
  restore();
})();
