/* picker.js: a field that takes a staff code offers people while one types (ARIA combobox with a
   list). Without it the same words are sent and answered with a choice. */
(() => {
  "use strict";
  const { _, counted } = window.language;
  if (!window.fetch) return;
  document.querySelectorAll("[data-picker]").forEach((holder, number) => {
    const input = holder.querySelector("input");
    const status = document.createElement("p");
    const list = document.createElement("ul");
    let waiting = null;
    let asked = 0;
    let options = [];
    let active = -1;
    list.id = `nguoi-${number}`;
    list.className = "listbox";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", _("Người tìm thấy"));
    status.className = "help";
    status.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.autocomplete = "off";
    input.after(list, status);

    function open(yes) {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) {
        active = -1;
        input.removeAttribute("aria-activedescendant");
      }
    }
    function mark(at) {
      options.forEach((one, n) => {
        one.setAttribute("aria-selected", String(n === at));
      });
      active = at;
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    }
    function pick(option) {
      input.value = option.dataset.code;
      open(false);
      input.focus();
      status.textContent = _("Đã chọn {name}, {post}", {
        name: option.dataset.name,
        post: option.dataset.post,
      });
    }
    function show(data) {
      list.textContent = "";
      options = data.results.map((one, n) => {
        const option = document.createElement("li");
        const name = document.createElement("span");
        const post = document.createElement("small");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.code = one.code;
        option.dataset.name = one.name;
        option.dataset.post = one.post;
        name.textContent = `${one.name} (${one.code})`;
        post.textContent = one.post;
        name.appendChild(post);
        option.appendChild(name);
        list.appendChild(option);
        return option;
      });
      open(options.length > 0);
      if (!options.length) status.textContent = _("Không thấy ai khớp.");
      else if (data.more)
        status.textContent = counted(
          "Nhiều hơn {count} người. Dùng phím mũi tên để chọn.",
          options.length,
        );
      else
        status.textContent = counted(
          "{count} người. Dùng phím mũi tên để chọn.",
          options.length,
        );
    }
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      const words = input.value.trim();
      const mine = ++asked;
      if (words.length < 2) {
        open(false);
        status.textContent = "";
        return;
      }
      waiting = setTimeout(() => {
        fetch(`${holder.dataset.picker}?q=${encodeURIComponent(words)}`, {
          headers: { Accept: "application/json" },
          credentials: "same-origin",
        })
          .then((answer) => (answer.ok ? answer.json() : null))
          .then((data) => {
            if (data && mine === asked) show(data);
          })
          .catch(() => {
            /* what is typed is sent as it is */
          });
      }, 200);
    });
    input.addEventListener("keydown", (event) => {
      const last = options.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!options.length) return;
        event.preventDefault();
        open(true);
        mark(
          event.key === "ArrowDown"
            ? active >= last
              ? 0
              : active + 1
            : active <= 0
              ? last
              : active - 1,
        );
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        pick(options[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        open(false);
      } else if ((event.key === "Home" || event.key === "End") && !list.hidden && active >= 0) {
        event.preventDefault();
        mark(event.key === "Home" ? 0 : last);
      }
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
    });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) pick(option);
    });
    input.addEventListener("blur", () => {
      setTimeout(() => {
        open(false);
      }, 150);
    });
  });
})();
