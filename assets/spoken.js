// The race in words, for those who do not see it: said when the clock stops or starts, and now and then on the way.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const EVERY = 6000; // ms between two descriptions while the race plays
  const { say } = lab;
  let last = 0;
  let was = null; // what the last call saw: {race, playing, t}

  // The race at step t in sentences.
  lab.description = function (race, t) {
    const { spent, places } = lab.standings(race, t);
    const each = places.map(({ which, gap, arrived }, place) => {
      const run = race.runs[which];
      const there = lab.arrival(run, arrived, race.starts);
      const came = !there ? "" : `, ${race.starts > 1 ? say("{n} starts arrived", { n: there }) : say("arrived after {n}", { n: there })}`;
      const size = lab.digits(gap, 3).replace(" e", say(" times ten to the "));
      return `${place + 1}: ${say("{run}, gap {n}", { run: run.title, n: size })}${came}`;
    });
    const ends = race.runs.map((run) => `${run.title}: ${[run.outcome, run.why].filter(Boolean).map(lab.told).join(", ")}`);
    const end = t === race.steps ? ` ${say("Over.")} ${ends.join(". ")}.` : "";
    const facts = { landscape: race.landscape, t, all: race.steps, spent };
    return `${say("{landscape}, step {t} of {all}, after {spent} gradient evaluations.", facts)} ${each.join(". ")}.${end}`;
  };

  lab.listeners = lab.listeners || [];
  lab.listeners.push(() => {
    const { race, playing, t } = lab;
    const place = document.getElementById("spoken");
    if (!place || !race) return;
    const turned = !was || was.race !== race || was.playing !== playing || (!playing && was.t !== t);
    was = { race, playing, t };
    if (!turned && performance.now() - last < EVERY) return;
    last = performance.now();
    place.textContent = lab.description(race, t);
  });
})(window.fallline);
