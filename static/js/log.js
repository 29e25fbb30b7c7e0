/* log.js: who matches and which provisions apply appear while one types. Without it the buttons do
   the same. */
(() => {
  "use strict";
  const { _, counted } = window.language;
  const form = document.querySelector("form[data-provisions]");
  if (!form || !window.fetch) return;

  // Choice boxes made from an answer of the server: text is set as text, never as markup.
  function box(type, name, value, lines, on) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const span = document.createElement("span");
    label.className = `choice choice-box${on ? " choice-on" : ""}`;
    input.type = type;
    input.name = name;
    input.value = value;
    input.checked = on;
    span.textContent = lines[0];
    if (lines[1]) {
      const small = document.createElement("small");
      small.textContent = lines[1];
      span.appendChild(small);
    }
    label.appendChild(input);
    label.appendChild(span);
    return label;
  }
  function ask(url, done) {
    fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((data) => {
        if (data) done(data.results);
      })
      .catch(() => {
        /* the button beside the field does the same */
      });
  }

  // The person: who matches appears while one types; the one already chosen stays.
  const query = form.elements.person_q;
  const people = document.querySelector("[data-people]");
  let looking = null;
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  if (people) people.before(said);
  if (query && people)
    query.addEventListener("input", () => {
      clearTimeout(looking);
      looking = setTimeout(() => {
        const words = query.value.trim();
        if (words.length < 2) return;
        const typed = form.elements.happened_at;
        const act = typed && /^(\d{1,2}\/\d{1,2}\/\d{4})/.exec(typed.value.trim());
        const on = act ? `&on=${encodeURIComponent(act[1])}` : "";
        ask(`${people.dataset.url}?q=${encodeURIComponent(words)}${on}`, (results) => {
          const chosen = form.querySelector("input[name=person]:checked");
          const list = document.createElement("fieldset");
          const legend = document.createElement("legend");
          list.className = "field stack-s";
          list.id = "id_person";
          legend.className = "label";
          legend.textContent = results.length
            ? _("Người được phản ánh")
            : _("Không thấy ai khớp trong phạm vi ông/bà được ghi nhận");
          list.appendChild(legend);
          if (chosen) list.appendChild(chosen.closest("label"));
          results.forEach((one) => {
            if (!chosen || chosen.value !== one.value)
              list.appendChild(
                box("radio", "person", one.value, [`${one.name} (${one.code})`, one.post], false),
              );
          });
          people.textContent = "";
          people.appendChild(list);
          said.textContent = results.length
            ? counted("{count} dòng tìm thấy, ở ngay dưới ô này.", results.length)
            : _("Không thấy ai khớp.");
        });
      }, 300);
    });

  // Once somebody is chosen the others step aside; they come back on asking, or with other words.
  function narrow() {
    const rows = Array.from(people.querySelectorAll("label.choice"));
    const chosen = people.querySelector("input[name=person]:checked");
    const others = rows.filter((row) => !row.contains(chosen));
    if (!others.length || others[0].hidden) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-s";
    again.textContent = _("Chọn người khác");
    again.addEventListener("click", () => {
      again.remove();
      others.forEach((row) => {
        row.hidden = false;
      });
      others[0].querySelector("input").focus();
    });
    others.forEach((row) => {
      row.hidden = true;
    });
    people.appendChild(again);
    said.textContent = _("Đã chọn; các dòng khác được gập lại.");
  }
  if (people)
    people.addEventListener("click", (event) => {
      // a press of the hand, not the arrow keys that walk from one to the next
      if (event.target.name === "person" && event.detail) narrow();
    });

  // The provisions: those in force on the day of the act, in groups; what was ticked stays ticked
  // where it still applies, and the group usual for the kind of act stands open.
  const day = form.elements.happened_at;
  const provisions = form.querySelector("[data-provision-list]");
  function acts() {
    const chosen = form.querySelector("input[name=act_kind]:checked");
    return chosen ? chosen.value : "";
  }
  function group(given, ticked) {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    const count = document.createElement("span");
    fold.className = "pgroup";
    fold.dataset.acts = given.acts.join(" ");
    summary.textContent = given.label;
    count.className = "count";
    summary.appendChild(count);
    fold.appendChild(summary);
    given.rows.forEach((row) => {
      const on = ticked.indexOf(row.id) >= 0;
      const label = box("checkbox", "provisions", row.id, [row.name, row.says], on);
      label.className = "choice";
      fold.appendChild(label);
    });
    return fold;
  }
  function unfold(fold) {
    const boxes = fold.querySelectorAll("input[name=provisions]");
    const on = fold.querySelectorAll("input[name=provisions]:checked").length;
    const count = fold.querySelector(".count");
    count.textContent = on ? `${on}/${boxes.length}` : String(boxes.length);
    return on > 0 || fold.dataset.acts.split(" ").indexOf(acts()) >= 0;
  }
  function folds() {
    return Array.from(provisions.querySelectorAll(".pgroup"));
  }
  function look() {
    const chosen = Array.prototype.map.call(
      form.querySelectorAll("input[name=person]:checked, input[name=also]:checked"),
      (one) => `&nguoi=${encodeURIComponent(one.value)}`,
    );
    const url = `${form.dataset.provisions}?ngay=${encodeURIComponent(day.value.trim())}`;
    ask(url + chosen.join(""), (groups) => {
      const ticked = Array.prototype.map.call(
        form.querySelectorAll("input[name=provisions]:checked"),
        (one) => one.value,
      );
      folds().forEach((fold) => fold.remove());
      groups.forEach((given) => {
        const fold = group(given, ticked);
        fold.open = unfold(fold);
        provisions.appendChild(fold);
      });
    });
  }
  if (day && provisions) {
    day.addEventListener("change", look);
    form.addEventListener("change", (event) => {
      const name = event.target.name;
      if (name === "person" || name === "also") look();
      if (name === "provisions") folds().forEach(unfold);
      if (name === "act_kind")
        folds().forEach((fold) => {
          fold.open = unfold(fold);
        });
    });
  }

  // After each saving the server says how far the draft is; nothing is reckoned here.
  const SVG = "http://www.w3.org/2000/svg";
  const drawn = document.querySelector("svg.icon use");
  const sprite = drawn ? drawn.getAttribute("href").split("#")[0] : "";
  function made(tag, text, props) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    return Object.assign(element, props);
  }
  function tick() {
    const svg = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", _("Đã đủ:"));
    use.setAttribute("href", `${sprite}#i-check`);
    svg.appendChild(use);
    return svg;
  }
  function each(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }
  function lacking(row) {
    const line = made("li", "", { className: "wait" });
    const mark = made("span", "", { className: "mark" });
    mark.appendChild(made("span", _("Còn thiếu:"), { className: "vh" }));
    line.append(mark, made("a", row.says, { href: `#${row.at}` }));
    return line;
  }
  function repeated(row) {
    const line = made("li");
    const link = made("a", row.code, { href: row.url, target: "_blank", rel: "noopener" });
    line.append(link, ` ${row.says}`);
    return line;
  }
  form.addEventListener("saved", (event) => {
    const state = event.detail.state;
    if (!state) return;
    state.steps.forEach((step) => {
      each(`[data-shut="${step.slug}"]`, (line) => {
        line.textContent = step.said;
      });
      each(`[data-pip="${step.slug}"]`, (pip) => {
        pip.classList.toggle("pip-done", step.done);
        pip.replaceChildren(step.done ? tick() : String(step.number));
      });
    });
    each("[data-missing]", (list) => {
      list.replaceChildren(...state.missing.map(lacking));
    });
    each("[data-whole]", (words) => {
      words.hidden = state.missing.length > 0;
    });
    each("[data-lacking]", (link) => {
      link.textContent = state.left;
    });
    each("[data-alike]", (note) => {
      note.hidden = !state.alike.length;
      note.querySelector("ul").replaceChildren(...state.alike.map(repeated));
    });
  });

  // A step that is named opens.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const step = link && document.querySelector(`details.step[id="${link.hash.slice(1)}"]`);
    if (step) step.open = true;
  });
})();
