// Many runs at once: where every start leads, which settings work.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make } = lab;
  const TABS = [["Basins", () => lab.basinsPart()], ["Sweep", () => lab.sweepPart()], ["Learning rates", () => lab.ratesPart()]];
  let last = TABS[0][0];

  function open() {
    lab.pause();
    const bar = make("div", { className: "takes", role: "tablist", ariaLabel: "Which map" });
    const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
    lab.dialog("mapping", "Many runs at once", bar, place);
    lab.tabs(bar, place, TABS, last, (title) => (last = title));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#maps") && lab.race) open();
  });
})(window.fallline);
