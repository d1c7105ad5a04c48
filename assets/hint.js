// Three short hints for a first visit, beside the race and not over it; put away, they stay away.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const KEY = "fallline.hint"; // in the browser's own store
  const STEPS = [
    [say("Start somewhere else"), say("Drag the ring on the map, or click: every run starts there.")],
    [say("Change one thing"), say("Turn a learning rate, or press “Tuned here” to give each its best.")],
    [say("Look inside a step"), say("Pause, and switch on the arrows above the map; every number is in the table.")],
  ];

  // Shows the hint once, if this visitor has not put it away yet.
  lab.hint = function () {
    if (lab.kept(KEY) || document.getElementById("hint") || document.documentElement.dataset.mode !== "lab") return;
    const { make } = lab;
    const title = make("strong", {});
    const text = make("span", {});
    const next = make("button", { className: "button" });
    const close = make("button", { className: "quiet", ariaLabel: say("Put the hints away") }, "×");
    const hint = make("aside", { id: "hint", "data-part": "hint", ariaLabel: say("Hints for a first visit") }, make("p", {}, title, text), next, close);
    let step = 0;
    const show = () => {
      title.textContent = say("{n} of {all}: {title}", { n: step + 1, all: STEPS.length, title: STEPS[step][0] });
      text.textContent = STEPS[step][1];
      next.textContent = step < STEPS.length - 1 ? say("Next") : say("Done");
    };
    const end = () => { lab.keep(KEY, "seen"); hint.remove(); };
    next.addEventListener("click", () => { step += 1; if (step < STEPS.length) show(); else end(); });
    close.addEventListener("click", end);
    show();
    document.getElementById("lab").append(hint);
  };
})(window.fallline);
