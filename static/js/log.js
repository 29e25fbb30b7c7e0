/* log.js: who matches and which provisions apply appear while one types. Without it the buttons do
   the same. */
(() => {
  "use strict";
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
            ? "Người được phản ánh"
            : "Không thấy ai khớp trong phạm vi ông/bà được ghi nhận";
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
            ? `${results.length} dòng tìm thấy, ở ngay dưới ô này.`
            : "Không thấy ai khớp.";
        });
      }, 300);
    });

  // The provisions: those in force on the day of the act; what was ticked stays ticked where it
  // still applies.
  const day = form.elements.happened_at;
  const provisions = document.querySelector("[data-provision-list]");
  if (day && provisions)
    day.addEventListener("change", () => {
      const chosen = Array.prototype.map.call(
        form.querySelectorAll("input[name=person]:checked, input[name=also]:checked"),
        (one) => `&nguoi=${encodeURIComponent(one.value)}`,
      );
      const url = `${form.dataset.provisions}?ngay=${encodeURIComponent(day.value.trim())}`;
      ask(url + chosen.join(""), (results) => {
        const ticked = Array.prototype.map.call(
          form.querySelectorAll("input[name=provisions]:checked"),
          (one) => one.value,
        );
        const holder = provisions.querySelector(".stack-s");
        if (!holder) return;
        holder.textContent = "";
        results.forEach((one) => {
          holder.appendChild(
            box("checkbox", "provisions", one.id, [one.text], ticked.indexOf(String(one.id)) >= 0),
          );
        });
      });
    });
})();
