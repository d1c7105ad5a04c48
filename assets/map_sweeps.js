// Sweeps: one setting against another, and the learning rate of every optimizer.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const CONFIG = { displayModeBar: false };
  const SHOWS = { steps: say("steps to arrival"), gap: say("last gap f − f*") };
  let chosen = { run: 0, across: "lr", up: "", count: 32, shows: "steps" }; // what was chosen last

  const theme = () => document.documentElement.dataset.theme;
  const select = (options, value) => lab.maps.select(options, value);
  const field = (words, input) => lab.maps.field(words, input);
  const asked = (address, words, signal) => lab.maps.asked(address, words, signal);

  function saver(plot, name) {
    const buttons = ["png", "svg"].map((format) => {
      const button = make("button", { className: "button small", type: "button" }, format.toUpperCase());
      button.addEventListener("click", () => plot.data && lab.savePlot(plot, format, name));
      return button;
    });
    return make("span", { className: "savers" }, ...buttons);
  }

  lab.sweepPart = function () {
    const link = lab.shown;
    const runs = lab.race.runs.map(({ title }, which) => [which, title]);
    const says = make("p", { className: "fact", role: "status" });
    const bar = make("progress", { max: 1, value: 0, ariaLabel: say("How much is done") });
    const plot = make("div", { className: "sweep" });
    const run = select(runs, Math.min(chosen.run, runs.length - 1));
    const across = select([], "");
    const up = select([], "");
    const count = select([16, 32, 64].map((each) => [each, `${each} × ${each}`]), chosen.count);
    const shows = select(Object.entries(SHOWS), chosen.shows);
    const stop = make("button", { className: "button", type: "button" }, say("Cancel"));
    const tools = make("div", { className: "tools" }, field(say("Run"), run), field(say("Right"), across), field(say("Up"), up), field(say("Cells"), count), field(say("Colours"), shows), stop, saver(plot, "sweep"), bar);
    const under = make("p", { className: "fact under" }, say("Point at a cell to read it; click it to run it."));
    const part = make("div", { className: "mapping" }, tools, says, plot, under);
    let turn = null; // what aborts the sweep that is being computed
    let furnishing = null; // the question for axes that is not answered yet
    const failed = (problem) => (says.textContent = problem.message);

    // Offers the axes of the chosen run and computes; the axes of a run that was chosen before come too late.
    async function furnish() {
      const mine = (furnishing = Symbol("axes"));
      const found = await asked("/axes", { link, run: run.value });
      if (mine !== furnishing) return undefined;
      const words = (path) => path.split("/").map((part) => (part === "landscape" ? say("Landscape") : say(part.replaceAll("_", " ")))).join(", ");
      const options = (list) => list.map(({ path, means }) => Object.assign(new Option(words(path), path), { title: say(means) }));
      const own = found.filter(({ path }) => !path.startsWith("landscape/"));
      across.replaceChildren(...options(own));
      up.replaceChildren(...options(found));
      const has = (list, path) => list.some((each) => each.path === path);
      across.value = has(own, chosen.across) ? chosen.across : own[0].path;
      const next = found.find(({ path }) => path !== across.value);
      up.value = has(found, chosen.up) && chosen.up !== across.value ? chosen.up : next.path;
      furnishing = null;
      return compute();
    }

    async function compute() {
      if (furnishing) return; // follows when the run's axes are there
      if (turn) turn.abort();
      const mine = (turn = new AbortController());
      const words = { link, run: run.value, across: across.value, up: up.value, count: count.value, shows: shows.value, theme: theme() };
      Object.assign(chosen, { ...words, run: Number(run.value), count: Number(count.value) });
      says.textContent = "";
      stop.disabled = false;
      try {
        for (let done = 0; done < Number(words.count); ) {
          const told = await asked("/sweep", { ...words, done }, mine.signal);
          done = told.done;
          bar.value = done / Number(words.count);
          const { data, layout } = lab.titled(told.figure);
          await window.Plotly.react(plot, data, { ...layout, autosize: true }, CONFIG);
          listen();
        }
        says.textContent = say("From the first start, {n} steps each, double precision, no noise.", { n: lab.race.steps });
      } catch (problem) {
        if (mine !== turn) return;
        says.textContent = problem.name === "AbortError" ? say("Stopped; what is there stays.") : problem.message;
      }
      stop.disabled = true;
    }

    let listening = false;
    function listen() {
      if (listening) return;
      listening = true;
      plot.on("plotly_click", ({ points: [point] }) => {
        if (!point || point.x === undefined) return;
        part.closest("dialog").close();
        const values = { [across.value]: Number(point.x).toPrecision(4), [up.value]: Number(point.y).toPrecision(4) };
        const text = Object.fromEntries(Object.entries(values).map(([path, value]) => [path, String(Number(value))]));
        lab.turn("cell", { run: Number(run.value), values: text });
      });
    }

    for (const each of [across, up, count, shows]) each.addEventListener("change", compute);
    run.addEventListener("change", () => furnish().catch(failed));
    stop.addEventListener("click", () => turn && turn.abort());
    requestAnimationFrame(() => {
      if (!part.isConnected) return; // another tab was chosen at once
      part.closest("dialog").addEventListener("close", () => turn && turn.abort());
      furnish().catch(failed);
    });
    return part;
  };

  lab.ratesPart = function () {
    const plot = make("div", { className: "sweep" });
    const table = make("table", { className: "rates" });
    const scroll = make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("The learning rates in numbers") }, table);
    const says = make("p", { className: "fact", role: "status" }, say("Computing …"));
    const part = make("div", { className: "mapping" }, make("div", { className: "tools" }, saver(plot, "rates")), plot, scroll, says);
    asked("/rates", { link: lab.shown, theme: theme() }).then(async ({ figure, columns, rows, note }) => {
      table.append(make("thead", {}, make("tr", {}, ...columns.map((words) => make("th", { scope: "col" }, words)))));
      table.append(make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, String(cell)))))));
      says.textContent = note;
      const { data, layout } = lab.titled(figure);
      await window.Plotly.newPlot(plot, data, layout, CONFIG);
    }).catch((problem) => (says.textContent = problem.message));
    return part;
  };
})(window.fallline);
