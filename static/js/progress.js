/* progress.js — a page that waits asks how far the work has come; without it the link "Xem lại" does the same. */
(function () {
  "use strict";
  document.querySelectorAll("[data-progress]").forEach(function (card) {
    var bar = card.querySelector("progress");
    var done = card.querySelector("[data-done]");
    function ask() {
      fetch(card.dataset.progress, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (answer) { return answer.json(); })
        .then(function (told) {
          if (!told.running) { location.reload(); return; }
          done.textContent = String(told.done);
          if (told.all) { bar.max = told.all; bar.value = told.done; }
          setTimeout(ask, 1500);
        })
        .catch(function () { setTimeout(ask, 5000); });
    }
    setTimeout(ask, 1000);
  });
})();
