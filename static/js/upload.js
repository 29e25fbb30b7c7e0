/* upload.js: files chosen, photographed or dropped go up piece by piece, two at once, and go on
   where a cut line, a pause, a new session or a reloaded page left them (the tus protocol,
   compliance/files/views.py). What the row of a file says has happened. Without it the field of the
   form does the work. */
(() => {
  "use strict";
  const { _, counted, point } = window.language;
  const home = document.querySelector("[data-uploader]");
  const form = home && home.closest("form");
  const plain = form && form.elements[home.dataset.field];
  if (!plain || !window.tus || !window.fetch || !form.elements.csrfmiddlewaretoken) return;
  const AT_ONCE = 2;
  const KB = 1024;
  const MB = KB * KB;
  const PIECE = [128 * KB, 4 * MB]; // of so many bytes, so that one takes some SECONDS
  const SECONDS = 4;
  const STALLED = 45000; // milliseconds without a byte: the line is dead and does not say so
  const WAITS = [1000, 2000, 4000, 8000, 15000, 30000, 60000];
  const SLOW = 1.5; // megabits a second, as the browser reckons: photos are made smaller there
  const LONG_SIDE = 1600;
  const WORTH = MB; // a picture of less is sent as it is
  const HASHED = 64 * MB; // an original of more is not hashed on a telephone
  const SIGNS = { wait: "clock", send: "upload", ok: "check", pause: "pause", ended: "lock" };
  const HELD = "shot-wait";
  const LOOKS = { ok: "shot-ok", bad: "shot-bad", cut: HELD, pause: HELD, ended: HELD };
  const list = home.querySelector("[data-shots]");
  const pattern = home.querySelector("template[data-shot]");
  const shrink = home.querySelector("[data-shrink]");
  const said = home.querySelector("[data-said]");
  const ended = home.querySelector("[data-ended]");
  const wait = home.querySelector("[data-wait]");
  const drop = home.querySelector("[data-drop]");
  const sprite = home.querySelector("use").getAttribute("href").split("#")[0];
  const subtle = window.crypto && window.crypto.subtle;
  const endpoint = new URL(home.dataset.uploader, location.href).href;
  const jobs = [];
  let token = form.elements.csrfmiddlewaretoken.value;

  function sizeOf(bytes) {
    if (bytes < MB) return `${Math.max(Math.round(bytes / KB), 1)} KB`;
    return `${(bytes / MB).toFixed(1).replace(".", point)} MB`;
  }
  function bytesOf(blob) {
    return new Response(blob).arrayBuffer();
  }
  async function sha256(blob) {
    const digest = new Uint8Array(await subtle.digest("SHA-256", await bytesOf(blob)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function ask(url, how) {
    const headers = { Accept: "application/json", "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
    return fetch(url, { credentials: "same-origin", redirect: "error", headers, ...how });
  }

  // ---- what a row shows
  function percentOf(job) {
    return job.size ? Math.floor((job.sent * 100) / job.size) : 0;
  }
  function show(job, state, text) {
    const turned = job.state !== state;
    const row = job.row;
    const over = state === "ok" || state === "bad";
    job.state = state;
    row.className = `file shot ${LOOKS[state] || ""}`;
    const sign = row.querySelector(".shot-state use");
    sign.setAttribute("href", `${sprite}#i-${SIGNS[state] || "late"}`);
    row.querySelector(".shot-state span").textContent = text;
    row.querySelector("progress").hidden = over || (state !== "send" && !job.sent);
    row.querySelector("progress").value = percentOf(job);
    const pause = row.querySelector("[data-pause]");
    pause.hidden = over || state === "ended";
    pause.textContent = state === "pause" ? _("Tiếp tục") : _("Tạm dừng");
    pause.setAttribute("aria-label", `${pause.textContent} ${job.name}`);
    if (turned && (over || state === "cut")) said.textContent = `${job.name}: ${text}`;
    if (over) release(job);
    count();
  }
  function moving(job) {
    const left = job.rate ? (job.size - job.sent) / job.rate : 0;
    const minutes = left > 60 ? counted(", còn khoảng {count} phút", Math.round(left / 60)) : "";
    const small = job.shrunk ? ` · ${job.shrunk}` : "";
    const going = _("Đang gửi {percent}%", { percent: percentOf(job) });
    show(job, "send", going + minutes + small);
  }
  function busy() {
    return jobs.filter((job) => job.state !== "ok" && job.state !== "bad");
  }
  function count() {
    const left = busy().length;
    wait.hidden = wait.hidden || !left;
    ended.hidden = !jobs.some((job) => job.state === "ended");
  }
  function picture(job) {
    const kind = job.row.querySelector(".file-kind");
    const ending = /\.([^.]{1,5})$/.exec(job.file.name);
    kind.textContent = ending ? ending[1].toUpperCase() : _("TỆP");
    if (!job.file.type.startsWith("image/") || job.file.size > 30 * MB) return;
    const image = new Image();
    image.className = "thumb";
    image.alt = "";
    image.addEventListener("load", () => {
      URL.revokeObjectURL(image.src);
      kind.replaceWith(image);
    });
    image.src = URL.createObjectURL(job.file);
  }
  function draw(job) {
    const row = pattern.content.cloneNode(true).querySelector("li");
    const drops = row.querySelector("[data-give-up]");
    job.row = row;
    row.querySelector("[data-name]").textContent = job.name;
    const part = _("Phần đã gửi của {name}", { name: job.name });
    row.querySelector("progress").setAttribute("aria-label", part);
    drops.children[1].textContent = _("Gỡ");
    drops.children[2].textContent = ` ${job.name}`;
    drops.addEventListener("click", () => giveUp(job));
    row.querySelector("[data-pause]").addEventListener("click", () => toggle(job));
    list.appendChild(row);
    picture(job);
    show(job, "wait", _("Chờ đến lượt"));
  }
  // Kept with a draft: it is left out by the next save of it.
  function without(job, key) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "without";
    input.value = key;
    form.appendChild(input);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    giveUp(job);
  }
  // The row becomes what the page would draw of an item that is there.
  function taken(job, told) {
    const row = job.row;
    const link = document.createElement(told.open ? "a" : "span");
    const about = row.querySelector("[data-about]");
    const drops = document.createElement("button");
    const none = document.querySelector("[data-none]");
    const name = row.querySelector("[data-name]");
    if (told.open) link.href = told.open;
    link.textContent = told.label ? `${told.label}. ${told.name}` : told.name;
    name.textContent = "";
    name.appendChild(link);
    about.hidden = !told.edit;
    about.href = told.edit || "";
    about.querySelector("span").textContent = ` ${told.label}`;
    drops.className = "btn btn-s btn-quiet";
    if (told.drop) {
      drops.setAttribute("formaction", told.drop);
      drops.formNoValidate = true;
    } else {
      drops.type = "button";
      drops.addEventListener("click", () => without(job, told.without));
    }
    drops.append(...row.querySelector("[data-give-up]").childNodes);
    drops.children[1].textContent = _("Bỏ");
    drops.children[2].textContent = ` ${told.label || told.name}`;
    row.querySelector("[data-give-up]").replaceWith(drops);
    if (none) none.hidden = true;
    show(job, "ok", [_("Đã gửi lên"), sizeOf(told.size), ...told.notes].join(" · "));
    form.dispatchEvent(new Event("input")); // the draft is saved, and says how far it is with it
  }

  // ---- before it is sent: made smaller where that was asked, and told by its bytes
  function asked(file) {
    return shrink.checked && file.size > WORTH && /^image\/(jpeg|webp|hei[cf])$/.test(file.type);
  }
  // Tall pictures are screenshots: what is written on them has to stay readable.
  async function smaller(file) {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const { width, height } = image;
    const scale = LONG_SIDE / Math.max(width, height);
    if (scale >= 1 || height > 3 * width || width > 3 * height) return null;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return made && made.size < file.size * 0.8 ? made : null;
  }
  async function fingerprint(body, name) {
    if (!subtle) return "";
    const ends = [body.slice(0, MB), body.slice(Math.max(body.size - MB, 0))];
    return sha256(new Blob([JSON.stringify([name, body.size]), ...ends]));
  }
  async function prepare(job) {
    const { file } = job;
    const made = asked(file) ? await smaller(file).catch(() => null) : null;
    job.body = made || file;
    job.size = job.body.size;
    job.meta = { destination: home.dataset.destination, key: home.dataset.key };
    job.meta.filename = made ? `${file.name.replace(/\.[^.]*$/, "")}.jpg` : file.name;
    job.meta.filetype = job.body.type;
    if (made) {
      job.shrunk = _("đã thu nhỏ từ {size}; bản gốc giữ trên máy ông/bà", {
        size: sizeOf(file.size),
      });
      job.meta.originalsize = String(file.size);
      if (subtle && file.size <= HASHED) job.meta.originalsha256 = await sha256(file);
    }
    job.meta.fingerprint = await fingerprint(job.body, job.meta.filename).catch(() => "");
    const mark = job.meta.fingerprint;
    const same = (one) => one !== job && mark && one.meta && one.meta.fingerprint === mark;
    if (busy().some(same)) {
      jobs.splice(jobs.indexOf(job), 1);
      job.row.remove();
      said.textContent = _("{name} đang được gửi rồi.", { name: job.name });
      return false;
    }
    const begun = mark && list.querySelector(`[data-begun][data-fingerprint="${mark}"]`);
    if (begun) {
      job.url = new URL(begun.dataset.begun, location.href).href;
      job.sent = Number(begun.dataset.offset);
      begun.remove();
    }
    return true;
  }

  // ---- on its way
  function bodyOf(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()) || {};
    } catch {
      return {};
    }
  }
  function statusOf(error) {
    return error.originalResponse ? error.originalResponse.getStatus() : 0;
  }
  function passing(error) {
    const status = statusOf(error);
    const misplaced = status === 409 && "offset" in bodyOf(error);
    return status === 0 || status >= 500 || status === 423 || status === 429 || misplaced;
  }
  function cut(job, why) {
    const part = _("Đã gửi {percent}%, phần ấy không mất.", { percent: percentOf(job) });
    const lost = why || _("Mất kết nối, sẽ tự gửi tiếp khi có mạng.");
    show(job, "cut", job.sent ? `${lost} ${part}` : lost);
  }
  function lengthen(job, bytes) {
    const now = Date.now();
    job.rate = (bytes * 1000) / Math.max(now - job.beganPiece, 1);
    job.beganPiece = now;
    const next = Math.round(job.rate * SECONDS);
    job.upload.options.chunkSize = Math.min(Math.max(next, PIECE[0]), PIECE[1]);
  }
  function make(job) {
    return new window.tus.Upload(job.body, {
      endpoint,
      uploadUrl: job.url || null,
      chunkSize: 2 * PIECE[0],
      retryDelays: WAITS,
      metadata: job.meta,
      headers: { Accept: "application/json" },
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        request.setHeader("X-CSRFToken", token);
      },
      onUploadUrlAvailable: () => {
        job.url = job.upload.url;
      },
      onShouldRetry: (error) => {
        const again = passing(error);
        const why = statusOf(error) === 503 && bodyOf(error).detail;
        if (again && (why || statusOf(error) === 0)) cut(job, why);
        return again;
      },
      onProgress: (sent) => {
        job.beat = Date.now();
        job.sent = sent;
        if (job.active) moving(job);
      },
      onChunkComplete: (bytes) => lengthen(job, bytes),
      onSuccess: () => settle(job),
      onError: (error) => stop(job, error),
    });
  }
  function start(job) {
    job.active = true;
    job.beat = job.beganPiece = Date.now();
    job.upload = job.upload || make(job);
    job.upload.url = job.url || null; // it forgets the place where it was refused for a while
    job.upload.start();
  }
  async function begin(job) {
    job.active = true;
    if (!job.body) {
      show(job, "wait", _("Đang chuẩn bị…"));
      const ready = await prepare(job).catch(() => {
        show(job, "bad", _("Không đọc được tệp này trên máy. Gỡ ra rồi chọn lại."));
      });
      if (!ready) {
        release(job);
        return;
      }
    }
    if (jobs.indexOf(job) >= 0 && job.active && job.state === "wait") start(job);
  }
  function pump() {
    const free = AT_ONCE - jobs.filter((job) => job.active).length;
    jobs
      .filter((job) => job.state === "wait" && !job.active)
      .slice(0, Math.max(free, 0))
      .forEach(begin);
  }
  function release(job) {
    if (!job.active) return;
    job.active = false;
    pump();
  }
  async function settle(job) {
    try {
      const answer = await ask(job.url);
      if (answer.status === 401) return signedOut(job);
      if (!answer.ok) throw new Error("line");
      const told = await answer.json();
      if (told.state === "taken") taken(job, told);
      else if (told.state === "refused") show(job, "bad", told.detail);
      else throw new Error("line");
    } catch {
      cut(job);
      setTimeout(() => retry(job), WAITS[2]);
    }
    return null;
  }
  function retry(job) {
    if (jobs.indexOf(job) < 0 || job.state !== "cut") return;
    job.upload.abort();
    start(job);
  }
  async function stop(job, error) {
    const status = statusOf(error);
    const told = bodyOf(error);
    if (status === 401) signedOut(job);
    else if (told.old_page && !job.renewed) {
      job.renewed = true;
      if (await renew().catch(() => false)) start(job);
      else signedOut(job);
    } else if (passing(error)) {
      cut(job, statusOf(error) === 503 && told.detail);
      setTimeout(() => retry(job), WAITS[WAITS.length - 1]);
    } else if (status === 404)
      show(
        job,
        "bad",
        _("Bản nháp này không mở cho tài khoản đang đăng nhập, hoặc không còn nữa."),
      );
    else show(job, "bad", told.detail || _("Cổng không nhận tệp này. Gỡ ra rồi chọn lại."));
  }

  // ---- paused, given up, signed out
  function toggle(job) {
    if (job.state === "pause") {
      show(job, "wait", _("Chờ đến lượt"));
      pump();
      return;
    }
    if (job.upload) job.upload.abort();
    const at = { percent: percentOf(job) };
    show(job, "pause", job.sent ? _("Tạm dừng ở {percent}%", at) : _("Tạm dừng"));
    release(job);
  }
  function remove(url) {
    if (url) ask(url, { method: "DELETE" }).catch(() => {});
  }
  function giveUp(job) {
    const next = job.row.nextElementSibling || job.row.previousElementSibling;
    if (job.upload) job.upload.abort();
    if (job.state !== "bad" && job.state !== "ok") remove(job.url);
    jobs.splice(jobs.indexOf(job), 1);
    job.row.remove();
    said.textContent = _("Đã gỡ {name}.", { name: job.name });
    release(job);
    count();
    (next ? next.querySelector("button") : home.querySelector("[data-pick=main]")).focus();
  }
  function signedOut(job) {
    job.active = false;
    show(job, "ended", _("Phiên đã hết, đang giữ ở {percent}%", { percent: percentOf(job) }));
    said.textContent = ended.textContent.replace(/\s+/g, " ");
  }
  // The token of forms changes with the session; the whole page goes on with the new one.
  async function renew() {
    const answer = await ask(endpoint);
    if (!answer.ok) return false;
    token = (await answer.json()).token;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => {
      input.value = token;
    });
    return true;
  }
  async function revive() {
    const held = jobs.filter((job) => job.state === "ended");
    if (!held.length || document.visibilityState === "hidden") return;
    if (!(await renew().catch(() => false))) return;
    held
      .filter((job) => job.state === "ended")
      .forEach((job) => {
        job.renewed = false;
        show(job, "wait", _("Chờ đến lượt"));
      });
    pump();
  }

  // ---- how files come in
  function add(files) {
    Array.from(files).forEach((file) => {
      const job = { file, name: file.name, size: file.size, sent: 0, state: "", active: false };
      jobs.push(job);
      draw(job);
      if (file.size > Number(home.dataset.most))
        show(
          job,
          "bad",
          _("Tệp lớn hơn {size}, cổng không nhận.", { size: sizeOf(Number(home.dataset.most)) }),
        );
    });
    pump();
  }
  function holds(event) {
    return event.dataTransfer && Array.from(event.dataTransfer.types).indexOf("Files") >= 0;
  }
  home.querySelectorAll("[data-pick]").forEach((input) => {
    input.addEventListener("change", () => {
      add(input.files);
      input.value = "";
    });
  });
  document.addEventListener("dragover", (event) => {
    if (!holds(event)) return;
    event.preventDefault(); // beside the place too: a browser would open the file over the page
    drop.classList.toggle("drop-over", drop.contains(event.target));
  });
  document.addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    drop.classList.remove("drop-over");
    if (drop.contains(event.target)) add(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData && event.clipboardData.files.length) add(event.clipboardData.files);
  });
  list.querySelectorAll("[data-begun]").forEach((row) => {
    row.querySelector("[data-give-up]").addEventListener("click", () => {
      remove(row.dataset.begun);
      row.remove();
      home.querySelector("[data-pick=main]").focus();
    });
  });

  // ---- the page around it
  form.addEventListener(
    "submit",
    (event) => {
      const left = busy().length;
      if (!left) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wait.querySelector("[data-left]").textContent = String(left);
      wait.hidden = false;
      wait.focus();
    },
    true,
  );
  window.addEventListener("beforeunload", (event) => {
    if (!busy().length) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("online", () => jobs.forEach(retry));
  window.addEventListener("focus", revive);
  document.addEventListener("visibilitychange", revive);
  setInterval(() => {
    jobs
      .filter((job) => job.state === "send" && Date.now() - job.beat > STALLED)
      .forEach((job) => {
        cut(job);
        retry(job);
      });
  }, 5000);

  // The field of the form gives its place, its limits and its errors to what stands for it.
  const box = plain.closest(".field");
  const main = home.querySelector("[data-pick=main]");
  const help = box.querySelector(".help");
  home.querySelector("[data-title]").textContent = box.querySelector(".label").textContent;
  const error = box.querySelector(".error");
  const speed = navigator.connection || {};
  home.querySelector("[data-limits]").textContent = help ? help.textContent : "";
  if (error) {
    drop.before(error);
    main.setAttribute("aria-describedby", error.id);
    main.setAttribute("aria-invalid", "true");
  }
  main.id = plain.id;
  plain.removeAttribute("id");
  box.hidden = true;
  document.querySelectorAll("[data-add]").forEach((words) => {
    words.textContent = words.dataset.add;
  });
  home.querySelector("[data-again]").href =
    `${home.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  const slow = /2g|3g/.test(speed.effectiveType || "") || speed.downlink < SLOW;
  shrink.checked = Boolean(speed.saveData) || slow;
  home.hidden = false;
})();
