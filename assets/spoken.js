// The race in words, for those who do not see it: said when the clock stops or starts, and now and then on the way.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const EVERY = 6000; // ms between two descriptions while the race plays
  let last = 0;
  let was = null; // what the last call saw: {race, playing, t}

  // The race at step t in sentences.
  lab.description = function (race, t) {
    const { spent, places } = lab.standings(race, t);
    const each = places.map(({ which, gap, arrived }, place) => {
      const run = race.runs[which];
      const there = lab.arrival(run, arrived, race.starts);
      const came = !there ? "" : race.starts > 1 ? `, ${there} starts arrived` : `, arrived after ${there}`;
      return `${place + 1}: ${run.title}, gap ${lab.digits(gap, 3).replace(" e", " times ten to the ")}${came}`;
    });
    const ends = race.runs.map((run) => `${run.title}: ${run.outcome}${run.why ? `, ${run.why}` : ""}`);
    const end = t === race.steps ? ` Over. ${ends.join(". ")}.` : "";
    return `${race.landscape}, step ${t} of ${race.steps}, after ${spent} gradient evaluations. ${each.join(". ")}.${end}`;
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
