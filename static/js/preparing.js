/* preparing.js: the try-out is being prepared. How far it is, and over to the portal once it
   answers; without it the page asks for itself anew every few seconds. */
(() => {
  "use strict";
  const doc = document;
  const EVERY = 2000; // milliseconds

  function show(state) {
    doc.getElementById("share").value = state.percent;
    doc.getElementById("percent").textContent = state.percent;
    doc.getElementById("left").textContent = state.left;
  }

  async function look() {
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      if (answer.ok) {
        location.assign("/");
        return;
      }
      const state = await answer.json();
      if (state.percent !== undefined) {
        show(state);
      }
    } catch {
      // between the two servers nobody answers for a moment: asked again
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
