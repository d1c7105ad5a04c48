// Many runs at once: where every start leads, which settings work.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const TABS = [[say("Basins"), () => lab.basinsPart()], [say("Sweep"), () => lab.sweepPart()], [say("Learning rates"), () => lab.ratesPart()], [say("Report"), () => lab.reportPart()]];
  let last = ""; // the tab that was open before

  function open() {
    lab.pause();
    const bar = make("div", { className: "takes", role: "tablist", ariaLabel: say("Which map") });
    const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
    lab.dialog("mapping", say("Many runs at once"), bar, place);
    lab.tabs(bar, place, TABS, last, (title) => (last = title));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#maps") && lab.race) open();
  });
})(window.fallline);
