// Basin maps: every tile a start; what became of it. Coarse at once, refined in place, some lines at a time.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say, tints } = lab;
  const LEVELS = [64, 128, 256, 512, 1024];
  const WORDS = { "-1": say("still going"), "-2": say("stalled elsewhere"), "-3": say("diverged") };
  const SHOWS = { minimum: say("minimum reached"), steps: say("steps to arrival"), difference: say("difference of two") };
  const CODE = { compiled: say("compiled code"), eager: say("plain torch") };
  let chosen = { shows: "minimum", level: 256, pair: [0, 1] }; // what was chosen last
  let kept = null; // {link, facts, maps}: what the last visit has computed

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  lab.basinsPart = function () {
    const { tiles } = lab; // from assets/map_tiles.js and maps.js, which are read later
    const { select, field: label } = lab.maps;
    const link = lab.shown;
    const runs = lab.race.runs;
    const visit = { going: false, stop: null };
    const says = make("p", { className: "fact", role: "status" }, "");
    const bar = make("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
    const go = make("button", { className: "button strong", type: "button" }, say("Compute"));
    const level = select(LEVELS.map((each) => [each, `${each} × ${each}`]), chosen.level);
    const shows = select(Object.entries(SHOWS).filter(([name]) => name !== "difference" || runs.length > 1), chosen.shows);
    const pair = [0, 1].map((at) => select(runs.map((run, which) => [which, run.title]), Math.min(chosen.pair[at], runs.length - 1)));
    const versus = make("span", { className: "versus" }, pair[0], say(" against "), pair[1]);
    const save = make("button", { className: "button small", type: "button" }, "PNG");
    const tools = make("div", { className: "tools" }, label(say("Tiles"), level), label(say("Colours"), shows), versus, go, save, bar);
    const pictures = make("div", { className: "maps" });
    const legend = make("p", { className: "legend" });
    const under = make("p", { className: "fact under" }, say("Point at a tile to read it; click it to start there."));
    const part = make("div", { className: "mapping" }, tools, says, pictures, legend, under);
    const frames = [];
    const shown = { at: 0, took: 0 }; // when the pictures were painted last, and how long it took, ms
    if (!kept || kept.link !== link) kept = { link, facts: null, maps: runs.map(() => null) };
    const mine = kept;

    // One picture: tiles below, marks above.
    function frame(title) {
      const below = make("canvas", { className: "tiles" });
      const marks = make("canvas", { className: "marks" });
      const facts = make("p", { className: "fact" });
      const head = make("h3", {}, title);
      const figure = make("figure", {}, head, make("div", { className: "canvases" }, below, marks), facts);
      const [[left, right], [low, high]] = mine.facts.box;
      figure.querySelector(".canvases").style.aspectRatio = `${clamp((right - left) / (high - low))}`;
      const place = (event) => {
        const box = marks.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
      };
      marks.addEventListener("mousemove", (event) => read(place(event)));
      marks.addEventListener("click", (event) => startAt(place(event)));
      return { figure, tiles: below, marks, facts };
    }
    const clamp = (ratio) => (ratio > 0.6 && ratio < 1.67 ? ratio : 1);

    const at = ([u, v]) => mine.facts.box.map(([low, high], axis) => low + (axis ? v : u) * (high - low));
    const tile = (map, [u, v]) => Math.min(Math.floor(v * map.across), map.across - 1) * map.across + Math.min(Math.floor(u * map.across), map.across - 1);

    function read(place) {
      const words = mine.maps.map((map, which) => (map ? `${runs[which].title}: ${what(map, tile(map, place))}` : ""));
      const point = at(place).map((value, axis) => `${mine.facts.names[axis]} = ${lab.digits(value, 4)}`);
      under.textContent = say("From {place}: {ends}.", { place: point.join(", "), ends: words.filter(Boolean).join("; ") });
    }
    function what(map, index) {
      const became = map.became[index];
      if (became < 0) return WORDS[became];
      const [n, place] = [map.steps[index], mine.facts.points[became]];
      return mine.facts.points.length > 1 ? say("arrived at ({place}) after {n} steps", { place, n }) : say("arrived after {n} steps", { n });
    }
    function startAt(place) {
      part.closest("dialog").close();
      lab.turn("picked", { place: at(place).map((value) => Number(value.toPrecision(6))) });
    }

    function show() {
      const before = performance.now();
      draw();
      Object.assign(shown, { at: performance.now(), took: performance.now() - before });
    }
    function draw() {
      if (!part.isConnected || !mine.facts || !mine.maps.some(Boolean)) return;
      const difference = shows.value === "difference";
      versus.hidden = !difference;
      const [one, other] = pair.map((field) => Number(field.value));
      while (frames.length < runs.length + 1) {
        const made = frame(frames.length < runs.length ? runs[frames.length].title : "");
        frames.push(made);
        pictures.append(made.figure);
      }
      const steps = tiles.span(mine.maps.filter(Boolean));
      runs.forEach((_, which) => {
        const map = mine.maps[which];
        frames[which].figure.hidden = !map;
        if (map) tiles.paint(frames[which], map.across, tiles.colours(map, shows.value, steps), mine.facts);
      });
      const both = difference && one !== other && mine.maps[one] && mine.maps[other];
      const extra = frames[runs.length];
      extra.figure.hidden = !both;
      if (both) {
        const across = Math.max(mine.maps[one].across, mine.maps[other].across); // one may be finer yet
        const [a, b] = [one, other].map((which) => (mine.maps[which].across === across ? mine.maps[which] : tiles.blank(across, mine.maps[which])));
        extra.figure.firstChild.textContent = say("{one} against {other}", { one: runs[one].title, other: runs[other].title });
        tiles.paint(extra, across, tiles.differences(a, b), mine.facts);
        extra.facts.textContent = compared(a, b, runs[one].title, runs[other].title);
      }
      explain(difference, one, other, steps);
    }
    function compared(a, b, one, other) {
      const counts = [0, 0, 0, 0, 0];
      a.became.forEach((became, index) => {
        const reached = [became >= 0, b.became[index] >= 0];
        if (reached[0] && reached[1]) {
          counts[2] += a.steps[index] < b.steps[index];
          counts[3] += a.steps[index] > b.steps[index];
          counts[4] += became !== b.became[index];
        } else if (reached[0]) counts[0] += 1;
        else if (reached[1]) counts[1] += 1;
      });
      const [only, onlyOther, faster, slower, elsewhere] = counts.map((count) => `${lab.digits((100 * count) / a.became.length, 3)} %`);
      const words = say("Only {one} arrives: {only}; only {other}: {onlyOther}. Both arrive, {one} in fewer steps: {faster}, {other}: {slower}", { one, other, only, onlyOther, faster, slower });
      return `${words}${mine.facts.points.length > 1 ? `; ${say("at different minima: {n}", { n: elsewhere })}` : ""}.`;
    }

    function explain(difference, one, other, [least, most]) {
      const key = (colour, words) => make("span", { className: "key" }, make("i", { style: `background:${tints.css(colour)}` }), words);
      const failures = Object.keys(WORDS).map((became) => key(tints.failed(Number(became)), WORDS[became]));
      const minima = mine.facts.points.slice(0, 9).map((point, which) => key(tints.minimum(which), `(${point})`));
      if (mine.facts.points.length > 9) minima.push(make("span", { className: "key" }, say("and {n} more, in the same colours", { n: mine.facts.points.length - 9 })));
      const at = (share) => Math.round(Math.expm1(Math.log1p(least) + share * (Math.log1p(most) - Math.log1p(least))));
      const reads = (share) => (share === 1 ? say("{n} steps or more", { n: at(1) }) : share ? String(at(share)) : say("{n} or fewer", { n: at(0) }));
      const scale = [0, 0.25, 0.5, 0.75, 1].map((share) => key(tints.steps(share), reads(share)));
      const [first, second] = tints.versus();
      const parts = shows.value === "steps" ? scale : [...minima, make("span", { className: "key" }, say("fainter: more steps"))];
      const last = difference ? [key(first, say("only {run}, or faster", { run: runs[one].title })), key(second, say("only {run}, or faster", { run: runs[other].title }))] : [];
      legend.replaceChildren(...parts, ...failures, ...last, make("span", { className: "key" }, say("+ minimum, ○ start")));
    }

    async function describe() {
      const done = mine.maps.filter((map) => map && map.done === map.across);
      for (const map of done) {
        if (map.words) continue;
        const count = (holds) => map.became.reduce((sum, became) => sum + holds(became), 0);
        const of = map.became.length;
        const arrived = count((became) => became >= 0);
        const [[low, high]] = await asked("/intervals", { of, hits: arrived }).catch(() => [[NaN, NaN]]);
        const percent = (share) => (100 * share).toFixed(1);
        const steps = map.steps.filter((each) => each >= 0).sort();
        const failed = Object.keys(WORDS).map((became) => [WORDS[became], count((each) => each === Number(became))]).filter(([, number]) => number);
        const share = say("{n} % arrive (95 %: {low} to {high})", { n: percent(arrived / of), low: percent(low), high: percent(high) });
        const middle = steps.length ? `, ${say("median {n} steps", { n: steps[steps.length >> 1] })}` : "";
        map.words = `${share}${middle}${failed.map(([words, number]) => `; ${percent(number / of)} % ${words}`).join("")}.`;
      }
      mine.maps.forEach((map, which) => frames[which] && (frames[which].facts.textContent = (map && map.words) || ""));
    }

    function asked(address, words) {
      if (!part.isConnected) visit.stop.abort(); // another tab is shown
      return lab.maps.asked(address, words, visit.stop.signal);
    }

    // One run's map of one level, line by line.
    async function refine(which, across, progress) {
      let map = mine.maps[which];
      if (map && map.across >= across && map.done === map.across) return;
      if (!map || map.across !== across) map = mine.maps[which] = tiles.blank(across, map);
      while (map.done < across) {
        const told = await asked("/basins", { link, run: which, across, first: map.done });
        map.became.set(new Int8Array(bytes(told.became).buffer), told.first * across);
        map.steps.set(new Int32Array(bytes(told.steps).buffer), told.first * across);
        map.done = told.first + told.count;
        map.made = told.made;
        progress(told.count * across);
        if (performance.now() - shown.at > 4 * shown.took) show(); // painting must not take longer than computing
      }
    }

    async function compute() {
      if (visit.going) return visit.stop.abort();
      visit.going = true;
      visit.stop = new AbortController();
      go.textContent = say("Cancel");
      says.textContent = "";
      const levels = LEVELS.filter((each) => each <= Number(level.value));
      const all = runs.length * levels.reduce((sum, each) => sum + each * each, 0);
      let done = 0;
      try {
        mine.facts = mine.facts || (await asked("/mapped", { link }));
        tints.use(mine.facts.colours);
        for (const across of levels) {
          for (let which = 0; which < runs.length; which++) {
            const before = done;
            await refine(which, across, (tiles) => { done += tiles; bar.value = done / all; });
            done = before + across * across;
            bar.value = done / all;
          }
          show();
          await describe();
        }
        const made = [...new Set(mine.maps.map(({ made: { path, device, note } }) => [CODE[path], device === "cuda" ? say("on the GPU") : say("on the CPU"), note].filter(Boolean).join(", ")))];
        const facts = { n: level.value, steps: lab.race.steps, tol: lab.digits(mine.facts.tol, 3), made: made.join("; ") };
        says.textContent = say("{n} × {n} starts each, {steps} steps, arrived where f − f* stays at most {tol}; single precision, by {made}.", facts) +
          (mine.facts.noise ? ` ${say("Maps are without noise.")}` : "");
      } catch (problem) {
        says.textContent = problem.name === "AbortError" ? say("Stopped; what is there stays, and Compute goes on from it.") : problem.message;
      }
      visit.going = false;
      go.textContent = say("Compute");
      show();
      if (part.isConnected) await describe().catch(() => {});
    }

    go.addEventListener("click", compute);
    level.addEventListener("change", async () => {
      if (visit.going) visit.stop.abort();
      while (visit.going) await new Promise(requestAnimationFrame);
      compute();
    });
    for (const field of [shows, level, ...pair]) {
      field.addEventListener("change", () => {
        chosen = { shows: shows.value, level: Number(level.value), pair: pair.map((each) => Number(each.value)) };
        show();
      });
    }
    save.addEventListener("click", () => tiles.saved(frames.filter(({ figure }) => !figure.hidden), legend));
    versus.hidden = shows.value !== "difference";
    requestAnimationFrame(() => {
      if (!part.isConnected) return; // another tab was chosen at once
      part.closest("dialog").addEventListener("close", () => {
        if (visit.stop) visit.stop.abort();
        window.removeEventListener("resize", show);
      });
      window.addEventListener("resize", show);
      compute();
    });
    return part;
  };
})(window.fallline);
