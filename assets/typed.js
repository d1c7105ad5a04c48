// A formula that is being typed is shown as it will be read, before it is raced.
(function () {
  "use strict";

  const PAUSE = 120; // ms without a key before the server is asked
  let waiting = null;
  let asked = 0;

  async function show(field) {
    const mine = ++asked;
    const answer = await fetch(`/formula?f=${encodeURIComponent(field.value)}`).then((found) => found.json(), () => null);
    if (!answer || mine !== asked) return;
    const id = { ...JSON.parse(field.id), type: "typed" };
    const plain = (sentence) => sentence.replace(/[\\`*_{}[\]()#+\-.!|$]/g, "\\$&"); // no sign of it is markup
    window.dash_clientside.set_props(id, { children: answer.latex ? `$$${answer.latex}$$` : plain(answer.problem) });
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest(".setting.text") || !field.closest(".setting").querySelector(".typed")) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE, field);
  });
})();
