/* days.js: beside a day one types stand Hôm nay, Hôm qua and the calendar of the machine. Without
   it the field takes what people write, as before. */
(() => {
  "use strict";
  const { _ } = window.language;
  const doc = document;

  function two(number) {
    return String(number).padStart(2, "0");
  }

  function written(day) {
    return `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
  }

  function put(input, text) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  }

  // An hour and a "khoảng", an "about" typed before the day is picked stay.
  const HOUR = /\d{1,2}\s*(?:(?:h|:|g)\s*\d{0,2}(?:\s*[ap]m\b)?|[ap]m\b)/i;
  function hourOf(input) {
    if (input.dataset.day !== "hour") return "";
    const hour = HOUR.exec(input.value);
    const about = /^\s*(kho[aả]ng|about|around)\s/i.exec(input.value);
    return (about ? `${about[1]} ` : "") + (hour ? `${hour[0].trim()} ` : "");
  }

  function button(text, label, press) {
    const made = doc.createElement("button");
    made.type = "button";
    made.className = "btn btn-s";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", press);
    return made;
  }

  doc.querySelectorAll("input[data-day]").forEach((input) => {
    const label = doc.querySelector(`label[for="${input.id}"]`);
    const name = label ? label.firstChild.textContent.trim().toLowerCase() : _("ngày");
    const row = doc.createElement("div");
    row.className = "day-row";
    [
      [_("Hôm nay"), 0],
      [_("Hôm qua"), 1],
    ].forEach(([text, back]) => {
      row.appendChild(
        button(text, `${text}: ${name}`, () => {
          const day = new Date();
          day.setDate(day.getDate() - back);
          put(input, hourOf(input) + written(day));
        }),
      );
    });
    const calendar = doc.createElement("input");
    if ("showPicker" in calendar) {
      calendar.type = "date";
      calendar.tabIndex = -1;
      calendar.className = "day-calendar";
      calendar.setAttribute("aria-hidden", "true");
      calendar.addEventListener("change", () => {
        const [year, month, day] = calendar.value.split("-");
        if (day) put(input, `${hourOf(input)}${day}/${month}/${year}`);
      });
      row.appendChild(
        button(_("Lịch"), `${_("Lịch")}: ${name}`, () => {
          calendar.showPicker();
        }),
      );
      row.appendChild(calendar);
    }
    input.after(row);
  });
})();
