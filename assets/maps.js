// Many runs at once: where every start leads, which settings work.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const TABS = [[say("Basins"), () => lab.basinsPart()], [say("Sweep"), () => lab.sweepPart()], [say("Learning rates"), () => lab.ratesPart()], [say("Report"), () => lab.reportPart()]];
  let last = ""; // the tab that was open before
  const AGAIN = 300; // ms after which a busy server is asked again

  // What all tabs share: a question that comes again while the server is busy, a choice, and a choice with its name.
  lab.maps = {
    async asked(address, words, signal) {
      for (;;) {
        const answer = await fetch(`${address}?${new URLSearchParams(words)}`, { signal });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.problem || say("The server does not answer."));
        if (!told.busy) return told;
        await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random())));
      }
    },
    select(options, value) {
      const made = make("select", {}, ...options.map(([key, words]) => new Option(words, key)));
      made.value = value;
      return made;
    },
    field: (words, input) => make("label", { className: "field" }, make("span", {}, words), input),
  };

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
