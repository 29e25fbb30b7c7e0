/* progress.js: a page that waits asks how far the work has come; without it the link "Xem lại" does
   the same. */
(() => {
  "use strict";
  document.querySelectorAll("[data-progress]").forEach((card) => {
    const bar = card.querySelector("progress");
    const done = card.querySelector("[data-done]");
    function ask() {
      fetch(card.dataset.progress, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      })
        .then((answer) => answer.json())
        .then((told) => {
          if (!told.running) {
            location.reload();
            return;
          }
          done.textContent = String(told.done);
          if (told.all) {
            bar.max = told.all;
            bar.value = told.done;
          }
          setTimeout(ask, 1500);
        })
        .catch(() => {
          setTimeout(ask, 5000);
        });
    }
    setTimeout(ask, 1000);
  });
})();
