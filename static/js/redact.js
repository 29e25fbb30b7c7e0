/* redact.js: draw a place to cover with mouse, pen or finger; it becomes a row of numbers. The rows are what is sent, and the same rows can be typed. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-redact]");
  if (!form || !window.PointerEvent) return;
  var list = form.querySelector("[data-boxes]"), pattern = form.querySelector("[data-box-template]");
  var total = form.querySelector("[name='o-TOTAL_FORMS']"), says = form.querySelector("[data-count]"), SVG = "http://www.w3.org/2000/svg", MOST = 80;

  function control(row, name) { return row.querySelector("[data-box='" + name + "']"); }
  function number(text) { return parseFloat(String(text).replace(",", ".")); }
  function rows() { return Array.prototype.slice.call(list.children); }
  function read(row) {
    var box = { page: number(control(row, "page").value) || 1 };
    ["x", "y", "w", "h"].forEach(function (name) { box[name] = number(control(row, name).value); });
    return box.w > 0 && box.h > 0 && box.x >= 0 && box.y >= 0 ? box : null;
  }
  function rect(svg, box, css) {
    var one = document.createElementNS(SVG, "rect");
    one.setAttribute("class", css);
    one.setAttribute("x", box.x); one.setAttribute("y", box.y); one.setAttribute("width", box.w); one.setAttribute("height", box.h);
    svg.appendChild(one);
    return one;
  }
  function show() {
    var count = 0;
    form.querySelectorAll("[data-page] svg").forEach(function (svg) { while (svg.firstChild) svg.removeChild(svg.firstChild); });
    rows().forEach(function (row) {
      var box = read(row), svg = box && form.querySelector("[data-page='" + box.page + "'] svg");
      if (svg) { rect(svg, box, "hide"); count += 1; }
      row.hidden = !box && !row.dataset.typing && !row.querySelector(".error");
    });
    says.textContent = count ? count + " ô đang che" : "Chưa có ô nào";
  }
  function emptyRow() {
    var free = rows().filter(function (row) { return !control(row, "x").value && !control(row, "w").value; })[0];
    if (free || rows().length >= MOST) return free || null;
    var copy = pattern.content.cloneNode(true), index = total.value;
    copy.querySelectorAll("[name]").forEach(function (one) {
      one.name = one.name.replace("__prefix__", index);
      one.id = one.id.replace("__prefix__", index);
    });
    list.appendChild(copy);
    total.value = String(Number(index) + 1);
    dress(list.lastElementChild);
    return list.lastElementChild;
  }
  function dress(row) {
    var gone = document.createElement("button");
    gone.type = "button"; gone.className = "btn btn-s btn-quiet"; gone.textContent = "Bỏ ô này";
    gone.addEventListener("click", function () {
      ["page", "x", "y", "w", "h"].forEach(function (name) { control(row, name).value = ""; });
      delete row.dataset.typing;
      show();
    });
    row.appendChild(gone);
  }
  function write(page, box) {
    var row = emptyRow();
    if (!row) { says.textContent = "Tối đa " + MOST + " ô"; return; }
    control(row, "page").value = page;
    row.hidden = false;
    ["x", "y", "w", "h"].forEach(function (name) { control(row, name).value = box[name].toFixed(1); });
    show();
  }
  function clamp(value) { return Math.max(0, Math.min(100, value)); }

  form.querySelectorAll("[data-page]").forEach(function (figure) {
    var svg = figure.querySelector("svg"), start = null, drawing = null;
    function point(event) {
      var frame = svg.getBoundingClientRect();
      return { x: clamp((event.clientX - frame.left) / frame.width * 100), y: clamp((event.clientY - frame.top) / frame.height * 100) };
    }
    function box(end) {
      return { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), w: Math.abs(end.x - start.x), h: Math.abs(end.y - start.y) };
    }
    svg.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      event.preventDefault();
      start = point(event);
      svg.setPointerCapture(event.pointerId);
      drawing = rect(svg, { x: start.x, y: start.y, w: 0, h: 0 }, "hide drawing");
    });
    svg.addEventListener("pointermove", function (event) {
      if (!start) return;
      var now = box(point(event));
      drawing.setAttribute("x", now.x); drawing.setAttribute("y", now.y); drawing.setAttribute("width", now.w); drawing.setAttribute("height", now.h);
    });
    svg.addEventListener("pointerup", function (event) {
      if (!start) return;
      var made = box(point(event));
      start = null;
      if (made.w > 0.4 && made.h > 0.4) write(figure.dataset.page, made); else show();
    });
    svg.addEventListener("pointercancel", function () { start = null; show(); });
  });
  var more = document.createElement("button");
  more.type = "button"; more.className = "btn btn-s"; more.textContent = "Thêm ô bằng số";
  more.addEventListener("click", function () {
    var row = emptyRow();
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
