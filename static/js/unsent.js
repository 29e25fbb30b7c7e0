/* unsent.js: what is typed into a form with a text area is put aside while one types: on the
   server, and until the server has answered also on this machine, sealed with a key of the account
   on this machine (halang_portal/unsent.py). It comes back on the next opening, and goes when the
   form is sent. What the bar says is never ahead of what has happened. */
(() => {
  "use strict";
  const { _ } = window.language;
  const hook = document.querySelector("[data-unsent]");
  if (!hook || !window.fetch) return;
  const SAVE_AFTER = 1500; // milliseconds without a key pressed
  const STORE_AFTER = 200;
  const RETRY_AFTER = 4000;
  const PATIENCE = 5000; // how long a pressed button waits for the save under way
  const TRUSTED = 60000; // how long an answer of the server says that the session is still there
  const LONGEST = 14 * 24 * 3600 * 1000;
  const PREFIX = "unsent:";
  const PRESSED = "?"; // in what this machine holds: a button was pressed, and no answer seen
  const SHOWN = ["version", "_seen"]; // what the page was drawn from goes with what was typed on it
  const NOT_TYPED = ["hidden", "file", "password", "submit", "button", "image", "reset"];
  const BESIDE_DRAFT = /^(evidence_url|caption|ev-.*)$/; // what a draft of its own does not hold
  const FILES = /^(upload|files|ev-.*|evidence_url|caption)$/;
  const texts = JSON.parse(hook.dataset.texts);
  const answers = hook.dataset.form !== "";
  const watches = [];

  // ---- this machine
  function coded(text) {
    return new TextEncoder().encode(text);
  }
  function raw(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }
  function letters(buffer) {
    let text = "";
    new Uint8Array(buffer).forEach((byte) => {
      text += String.fromCharCode(byte);
    });
    return btoa(text);
  }
  function quietly(act, without) {
    return (...asked) =>
      Promise.resolve()
        .then(() => act(...asked))
        .catch(() => without);
  }
  const machine = (() => {
    const bytes = raw(hook.dataset.key);
    const subtle = window.crypto && window.crypto.subtle;
    let key = null;

    function box() {
      if (!subtle) return Promise.reject(new Error("no store"));
      key = key || subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
      return key;
    }
    // The name says neither the page nor the account: it is hashed with the key.
    async function name(form) {
      const said = coded(form);
      const whole = new Uint8Array(bytes.length + said.length);
      whole.set(bytes);
      whole.set(said, bytes.length);
      return PREFIX + letters(await subtle.digest("SHA-256", whole));
    }
    async function put(form, fields) {
      const iv = window.crypto.getRandomValues(new Uint8Array(12));
      const words = coded(JSON.stringify(fields));
      const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, await box(), words);
      const row = { at: Date.now(), iv: letters(iv), text: letters(sealed) };
      localStorage.setItem(await name(form), JSON.stringify(row));
    }
    async function get(form) {
      const row = JSON.parse(localStorage.getItem(await name(form)));
      if (!row) return null;
      const how = { name: "AES-GCM", iv: raw(row.iv) };
      const words = await subtle.decrypt(how, await box(), raw(row.text));
      return JSON.parse(new TextDecoder().decode(words));
    }
    async function drop(form) {
      localStorage.removeItem(await name(form));
    }
    function sweep() {
      Object.keys(localStorage)
        .filter((item) => item.startsWith(PREFIX))
        .forEach((item) => {
          let at = 0;
          try {
            at = JSON.parse(localStorage.getItem(item)).at;
          } catch {
            at = 0;
          }
          if (!(Date.now() - at < LONGEST)) localStorage.removeItem(item);
        });
    }
    return {
      put: quietly((...asked) => put(...asked).then(() => true), false),
      get: quietly(get, null),
      drop: quietly(drop, null),
      sweep: quietly(sweep, null),
    };
  })();

  // ---- the server: JSON, or what stands in the way
  async function post(url, body, more) {
    let answer = null;
    try {
      answer = await fetch(url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        ...more,
      });
    } catch {
      throw new Error("line");
    }
    if (answer.redirected || answer.status === 401 || answer.status === 403)
      throw new Error("ended");
    if (answer.status === 409) throw new Error("stale");
    if (answer.status === 413 || answer.status === 422) throw new Error("large");
    if (!answer.ok) throw new Error("line");
    return answer.json().catch(() => {
      throw new Error("line");
    });
  }

  // ---- what stands in a form
  function typed(form) {
    return Array.from(form.elements).filter(
      (control) =>
        control.name &&
        control.name !== "person_q" &&
        control.tagName !== "FIELDSET" &&
        control.tagName !== "BUTTON" &&
        control.tagName !== "OUTPUT" &&
        !control.readOnly &&
        NOT_TYPED.indexOf(control.type) < 0,
    );
  }
  function shown(form) {
    return Array.from(form.elements).filter(
      (control) => control.type === "hidden" && SHOWN.indexOf(control.name) >= 0,
    );
  }
  function read(form) {
    const fields = {};
    typed(form).forEach((control) => {
      const values = fields[control.name] || [];
      fields[control.name] = values;
      if (control.type === "radio" || control.type === "checkbox") {
        if (control.checked) values.push(control.value);
      } else if (control.type === "select-multiple") {
        Array.from(control.selectedOptions).forEach((option) => values.push(option.value));
      } else values.push(control.value);
    });
    return fields;
  }
  function write(form, fields) {
    const left = {};
    Object.keys(fields).forEach((name) => {
      left[name] = fields[name].slice();
    });
    typed(form).forEach((control) => {
      const values = left[control.name];
      if (!values) return;
      if (control.type === "radio" || control.type === "checkbox") {
        const on = values.indexOf(control.value) >= 0;
        if (on === control.checked) return;
        control.checked = on;
        control.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (control.type === "select-multiple") {
        Array.from(control.options).forEach((option) => {
          option.selected = values.indexOf(option.value) >= 0;
        });
      } else if (values.length) {
        const value = values.shift();
        if (value === control.value) return;
        control.value = value;
        const fold = control.closest("details");
        if (fold && value) fold.open = true;
      }
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- the bar: where the hand is, and spoken once for every turn of things
  const spoken = document.createElement("p");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  hook.after(spoken);
  const icons = document.querySelector("svg.icon use");
  const sprite = icons ? icons.getAttribute("href").split("#")[0] : "";
  const SVG = "http://www.w3.org/2000/svg";
  const SIGNS = { saved: "cloud", back: "cloud", saving: "half", ended: "lock" };

  function barOf(form) {
    const bar = document.createElement("div");
    const line = document.createElement("p");
    const svg = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    const words = document.createElement("span");
    let turn = "";
    let more = null;
    const place = form.querySelector("[data-save-bar]");
    bar.className = place ? "" : "unsent-bar no-print";
    bar.dataset.autosave = "";
    bar.hidden = true;
    line.className = "autosave";
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.appendChild(use);
    line.append(svg, words);
    bar.appendChild(line);
    (place || form).appendChild(bar);
    return (kind, text, act) => {
      bar.hidden = false;
      words.textContent = text;
      use.setAttribute("href", `${sprite}#i-${SIGNS[kind] || "late"}`);
      line.classList.toggle("autosave-off", !SIGNS[kind] || kind === "ended");
      if (more) more.remove();
      more = act || null;
      if (more) bar.appendChild(more);
      if (kind !== turn && kind !== "saving") {
        turn = kind;
        spoken.textContent = text;
      }
    };
  }
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-s";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function signIn() {
    const link = document.createElement("a");
    link.className = "btn btn-s";
    const here = location.pathname + location.search;
    link.href = `${hook.dataset.signIn}?next=${encodeURIComponent(here)}`;
    link.textContent = _("Đăng nhập lại");
    return link;
  }

  // ---- one form
  function watch(form, slot, page) {
    const own = form.dataset.save || "";
    const say = barOf(form);
    const first = JSON.stringify(read(form));
    const drawn = shown(form).map((control) => [control, control.value]);
    let server = answers ? "" : first; // what the server is known to have
    let here = ""; // what this machine is known to have
    let aside = false; // whether the server holds something of it to be dropped
    let contact = performance.timeOrigin || Date.now();
    let saver = 0;
    let storer = 0;
    let busy = false;
    let again = false;
    let pressed = null; // the button that waits for the save under way
    let sending = false;
    let insist = false; // pressed once already without a line
    let going = null;

    const now = () => JSON.stringify(read(form));
    const touched = () => answers || now() !== first;
    const chosen = () =>
      Array.from(form.elements).some((control) => control.type === "file" && control.files.length);

    function whole() {
      const fields = read(form);
      shown(form).forEach((control) => {
        fields[control.name] = [control.value];
      });
      fields[""] = [String(Date.now())];
      return fields;
    }
    async function store() {
      clearTimeout(storer);
      const text = now();
      if (text === server) return;
      if (await machine.put(slot, whole())) here = text;
    }

    function draft() {
      const data = new FormData(form);
      Array.from(data.keys()).forEach((name) => {
        if (FILES.test(name)) data.delete(name);
      });
      return data;
    }
    // What goes to the one address for every form; of a form with a draft of its own only what that
    // draft does not hold.
    function apart() {
      const fields = whole();
      if (!own) return now() === first && !answers ? {} : fields;
      const rest = {};
      Object.keys(fields).forEach((name) => {
        if (BESIDE_DRAFT.test(name)) rest[name] = fields[name];
      });
      return Object.keys(rest).some((name) => rest[name].some((value) => value))
        ? { ...rest, "": fields[""] }
        : {};
    }
    function parcel(fields) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("page", page);
      data.append("form", slot);
      data.append("fields", JSON.stringify(fields));
      return data;
    }
    async function send(more) {
      let answer = null;
      if (own) answer = await post(own, draft(), more);
      if (answer && answer.version) form.elements.version.value = answer.version;
      const fields = apart();
      const some = Object.keys(fields).length > 0;
      if (!own || some || aside) {
        const put = await post(hook.dataset.unsent, parcel(fields), more);
        aside = some;
        answer = answer || put;
      }
      return answer;
    }

    const WHY = {
      line: [_("Mất kết nối"), _("sẽ tự lưu khi có mạng")],
      ended: [_("Phiên đã hết"), _("đăng nhập lại để gửi, không phải gõ lại")],
      stale: [_("Nội dung vừa được lưu ở nơi khác"), _("bấm Lưu nháp để so sánh")],
      large: [_("Phần này dài hơn mức cổng giữ được"), _("gửi đi hoặc rút ngắn")],
    };
    function explain(why) {
      const [what, next] = WHY[why];
      const text = now();
      const link = why === "ended" ? signIn() : null;
      if (text === server) say(why, `${what}.`, link);
      else if (text === here)
        say(why, _("{what}. Phần đang nhập giữ trên máy này; {next}", { what, next }), link);
      else
        say(
          "page",
          _("{what}. Phần đang nhập chỉ còn trên trang này: đừng đóng trang", { what }),
        );
    }

    async function save(more) {
      if (busy) {
        again = true;
        return;
      }
      clearTimeout(saver);
      busy = true;
      again = false;
      const text = now();
      let why = "";
      going = window.AbortController ? new AbortController() : null;
      try {
        const answer = await send({ signal: going ? going.signal : undefined, ...more });
        server = text;
        contact = Date.now();
        insist = false;
        form.dispatchEvent(new CustomEvent("saved", { detail: answer }));
        if (now() === text) {
          clearTimeout(storer);
          await machine.drop(slot);
          here = "";
        }
        if (text === first && !answers && !own) say("saved", _("Không có gì chưa gửi"));
        else if (now() === text)
          say(
            "saved",
            own
              ? _("Đã lưu nháp lúc {at}", { at: answer.saved_at })
              : _("Đã lưu phần đang nhập lúc {at}", { at: answer.saved_at }),
          );
      } catch (error) {
        why = WHY[error.message] ? error.message : "line";
        if (!sending) {
          await store();
          explain(why);
          if (why === "line") saver = setTimeout(save, RETRY_AFTER, {});
        }
      }
      busy = false;
      if (pressed) release(why);
      else if (again && !why) save({});
    }

    // The pressed button goes once the server has what was typed, or the patience is over. Without
    // a line or a session nothing is sent: the page, and the files chosen on it, stay.
    function release(why) {
      if (why === "ended" || (why === "line" && !insist)) {
        pressed = null;
        form.removeAttribute("aria-busy");
        insist = why === "line";
        if (insist && now() === here)
          say(
            why,
            _("Chưa gửi được: mất kết nối. Phần đang nhập giữ trên máy này; bấm lại khi có mạng"),
          );
        return;
      }
      go();
    }
    function go() {
      if (!pressed) return;
      // Whether it arrives, nobody will say: what this machine holds says so when it comes back.
      if (now() !== server) machine.put(slot, { ...whole(), [PRESSED]: ["1"] });
      const by = pressed;
      pressed = null;
      clearTimeout(saver);
      sending = true;
      if (busy && going) going.abort();
      form.requestSubmit(by === form ? undefined : by);
    }

    form.addEventListener("input", (event) => {
      if (event.target.type === "file" || event.target.name === "person_q") return;
      clearTimeout(saver);
      clearTimeout(storer);
      say("saving", _("Đang lưu…"));
      storer = setTimeout(store, STORE_AFTER);
      saver = setTimeout(save, SAVE_AFTER, {});
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented && !sending) return;
      const sure = now() === server && !busy && Date.now() - contact < TRUSTED;
      if (sending || sure || !(touched() || chosen()) || !form.requestSubmit) {
        sending = true;
        return;
      }
      event.preventDefault();
      if (pressed) return;
      pressed = event.submitter || form;
      form.setAttribute("aria-busy", "true");
      say("saving", _("Đang lưu nốt rồi gửi…"));
      setTimeout(go, PATIENCE);
      store();
      save({});
    });

    function forget() {
      write(form, JSON.parse(first));
      drawn.forEach(([control, value]) => {
        control.value = value;
      });
      machine.drop(slot);
      here = "";
      save({});
    }
    function back(fields, words) {
      write(form, fields);
      SHOWN.forEach((name) => {
        const control = form.elements[name];
        if (control && fields[name]) control.value = fields[name][0];
      });
      say("back", words, own ? null : button(_("Bỏ phần này"), forget));
    }
    function same(fields) {
      const standing = read(form);
      return Object.keys(standing).every(
        (name) => !fields[name] || JSON.stringify(fields[name]) === JSON.stringify(standing[name]),
      );
    }
    async function restore() {
      const put = texts.find((text) => text.form === slot);
      const stored = await machine.get(slot);
      const later = stored && (!put || Number(stored[""]) > Number(put.fields[""]));
      if (now() !== first) return; // typed on meanwhile
      aside = Boolean(put);
      if (stored && (!later || same(stored))) machine.drop(slot);
      if (later && !same(stored)) {
        const unsure = Boolean(stored[PRESSED]);
        back(
          stored,
          unsure
            ? _("Phần này đã bấm gửi khi đường truyền chậm, chưa rõ đã đến chưa")
            : _("Đã lấy lại phần đang nhập giữ trên máy này"),
        );
        here = now();
        if (!unsure) save({});
      } else if (put && !same(put.fields)) {
        back(put.fields, _("Đang giữ phần đã nhập lúc {at}", { at: put.at }));
        server = now();
      }
    }
    window.addEventListener("online", () => {
      if (now() !== server) save({});
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden" || sending || now() === server) return;
      store();
      save({ keepalive: true });
    });
    window.addEventListener("pageshow", () => {
      form.removeAttribute("aria-busy");
      sending = false;
    });
    form.addEventListener("stays", () => {
      sending = false;
    });
    if (!answers) restore();
    return {
      lost: () => !sending && touched() && now() !== server && now() !== here,
      drop: () => post(hook.dataset.unsent, parcel({}), { keepalive: true }).catch(() => {}),
    };
  }

  const numbers = {};
  document.querySelectorAll("form").forEach((form) => {
    const areas = form.querySelectorAll("textarea:not([readonly])");
    if (form.method !== "post" || !areas.length || !form.elements.csrfmiddlewaretoken) return;
    const to = new URL(form.getAttribute("action") || location.href, location.href);
    const number = (numbers[to.pathname + to.search] || 0) + 1;
    numbers[to.pathname + to.search] = number;
    let field = form.elements[hook.dataset.field];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = hook.dataset.field;
      field.value = `${hook.dataset.page} ${to.pathname}${to.search}#${number}`;
      form.appendChild(field);
    }
    const cut = field.value.indexOf(" ");
    watches.push(watch(form, field.value.slice(cut + 1), field.value.slice(0, cut)));
  });
  document.querySelectorAll("[data-drop-unsent]").forEach((link) => {
    link.addEventListener("click", () => {
      watches.forEach((watched) => {
        watched.drop();
      });
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!watches.some((watched) => watched.lost())) return;
    event.preventDefault();
    event.returnValue = "";
  });
  machine.sweep();
})();
