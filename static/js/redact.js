/* redact.js: draw a place to cover with mouse, pen or finger; it becomes a row of numbers. The rows
   are what is sent, and the same rows can be typed. */
(() => {
  "use strict";
  const { _, counted } = window.language;
  const form = document.querySelector("form[data-redact]");
  if (!form || !window.PointerEvent) return;
  const list = form.querySelector("[data-boxes]");
  const pattern = form.querySelector("[data-box-template]");
  const total = form.querySelector("[name='o-TOTAL_FORMS']");
  const says = form.querySelector("[data-count]");
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 80;

  function control(row, name) {
    return row.querySelector(`[data-box='${name}']`);
  }
  function number(text) {
    return parseFloat(String(text).replace(",", "."));
  }
  function rows() {
    return Array.prototype.slice.call(list.children);
  }
  function read(row) {
    const box = { page: number(control(row, "page").value) || 1 };
    ["x", "y", "w", "h"].forEach((name) => {
      box[name] = number(control(row, name).value);
    });
    return box.w > 0 && box.h > 0 && box.x >= 0 && box.y >= 0 ? box : null;
  }
  function rect(svg, box, css) {
    const one = document.createElementNS(SVG, "rect");
    one.setAttribute("class", css);
    one.setAttribute("x", box.x);
    one.setAttribute("y", box.y);
    one.setAttribute("width", box.w);
    one.setAttribute("height", box.h);
    svg.appendChild(one);
    return one;
  }
  function show() {
    let count = 0;
    form.querySelectorAll("[data-page] svg").forEach((svg) => {
      while (svg.firstChild) svg.removeChild(svg.firstChild);
    });
    rows().forEach((row) => {
      const box = read(row);
      const svg = box && form.querySelector(`[data-page='${box.page}'] svg`);
      if (svg) {
        rect(svg, box, "hide");
        count += 1;
      }
      row.hidden = !box && !row.dataset.typing && !row.querySelector(".error");
    });
    says.textContent = count ? counted("{count} ô đang che", count) : _("Chưa có ô nào");
  }
  function emptyRow() {
    const free = rows().find((row) => !control(row, "x").value && !control(row, "w").value);
    if (free || rows().length >= MOST) return free || null;
    const copy = pattern.content.cloneNode(true);
    const index = total.value;
    copy.querySelectorAll("[name]").forEach((one) => {
      one.name = one.name.replace("__prefix__", index);
      one.id = one.id.replace("__prefix__", index);
    });
    list.appendChild(copy);
    total.value = String(Number(index) + 1);
    dress(list.lastElementChild);
    return list.lastElementChild;
  }
  function dress(row) {
    const gone = document.createElement("button");
    gone.type = "button";
    gone.className = "btn btn-s btn-quiet";
    gone.textContent = _("Bỏ ô này");
    gone.addEventListener("click", () => {
      ["page", "x", "y", "w", "h"].forEach((name) => {
        control(row, name).value = "";
      });
      delete row.dataset.typing;
      show();
    });
    row.appendChild(gone);
  }
  function write(page, box) {
    const row = emptyRow();
    if (!row) {
      says.textContent = counted("Tối đa {count} ô", MOST);
      return;
    }
    control(row, "page").value = page;
    row.hidden = false;
    ["x", "y", "w", "h"].forEach((name) => {
      control(row, name).value = box[name].toFixed(1);
    });
    show();
  }
  function clamp(value) {
    return Math.max(0, Math.min(100, value));
  }

  form.querySelectorAll("[data-page]").forEach((figure) => {
    const svg = figure.querySelector("svg");
    let start = null;
    let drawing = null;
    function point(event) {
      const frame = svg.getBoundingClientRect();
      return {
        x: clamp(((event.clientX - frame.left) / frame.width) * 100),
        y: clamp(((event.clientY - frame.top) / frame.height) * 100),
      };
    }
    function box(end) {
      return {
        x: Math.min(start.x, end.x),
        y: Math.min(start.y, end.y),
        w: Math.abs(end.x - start.x),
        h: Math.abs(end.y - start.y),
      };
    }
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      start = point(event);
      svg.setPointerCapture(event.pointerId);
      drawing = rect(svg, { x: start.x, y: start.y, w: 0, h: 0 }, "hide drawing");
    });
    svg.addEventListener("pointermove", (event) => {
      if (!start) return;
      const now = box(point(event));
      drawing.setAttribute("x", now.x);
      drawing.setAttribute("y", now.y);
      drawing.setAttribute("width", now.w);
      drawing.setAttribute("height", now.h);
    });
    svg.addEventListener("pointerup", (event) => {
      if (!start) return;
      const made = box(point(event));
      start = null;
      if (made.w > 0.4 && made.h > 0.4) write(figure.dataset.page, made);
      else show();
    });
    svg.addEventListener("pointercancel", () => {
      start = null;
      show();
    });
  });
  const more = document.createElement("button");
  more.type = "button";
  more.className = "btn btn-s";
  more.textContent = _("Thêm ô bằng số");
  more.addEventListener("click", () => {
    const row = emptyRow();
    if (!row) return;
    row.dataset.typing = "1";
    row.hidden = false;
    control(row, "page").value = control(row, "page").value || "1";
    control(row, "x").focus();
  });
  list.parentNode.insertBefore(more, list.nextSibling);
  list.addEventListener("input", show);
  rows().forEach(dress);
  show();
})();
