// The painter of the scoreboard: the runs in order at equal cost, what each did in this step, why each ended as it did.
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const COLUMNS = [
    ["place", "#", say("at the same number of gradient evaluations")],
    ["name", "", ""],
    ["gap", "f − f*", say("how far above the minimum, the median of all starts")],
    ["arrived", say("arrived after"), say("gradient evaluations; of many starts, how many have arrived")],
    ["last", say("final gap"), say("at the end of the race")],
    ["story", "", ""],
  ];

  lab.painters.scoreboard = function (panel, needs, race) {
    const table = document.createElement("table");
    table.className = "board";
    const heads = table.createTHead().insertRow();
    const head = {};
    for (const [name, words, means] of COLUMNS) {
      head[name] = Object.assign(document.createElement("th"), { textContent: words, title: means, className: name, scope: "col" });
      if (name === "story") head[name].dataset.part = "story";
      heads.append(head[name]);
    }
    const body = table.createTBody();
    const rows = race.runs.map((run) => line(body, run));
    panel.querySelector(".frame").replaceChildren(table);
    let order = "";

    function draw(t) {
      const { spent, places } = lab.standings(race, t);
      const over = t === race.steps;
      const count = { n: spent.toLocaleString("en") };
      write(head.name, spent === 1 ? say("after {n} gradient evaluation", count) : say("after {n} gradient evaluations", count));
      write(head.story, over ? say("how it ended") : say("what happened in step {t}", { t }));
      places.forEach(({ which, gap, arrived, last }, place) => {
        const run = race.runs[which];
        const cells = rows[which];
        write(cells.place, String(place + 1));
        write(cells.gap, lab.digits(gap, 3));
        write(cells.arrived, (lab.arrival(run, arrived, race.starts) || "–") + before(run, which));
        write(cells.last, over ? lab.digits(last, 3) : "–");
        write(cells.story, over ? ending(run) : lab.says(run, t));
      });
      const now = places.map(({ which }) => which).join();
      if (now !== order) body.append(...places.map(({ which }) => rows[which].row));
      order = now;
    }

    // What the same run needed before one thing was changed.
    function before(run, which) {
      if (!race.before.length) return "";
      const same = race.before.length === race.runs.length ? race.before[which] : race.before.find((each) => each.title === run.title);
      if (!same) return "";
      const arrived = same.arrivals.filter((cost) => cost >= 0).sort((a, b) => a - b);
      return ` ${say("(before: {n})", { n: lab.arrival(same, arrived, same.arrivals.length) || say("never") })}`;
    }

    function ending(run) {
      const first = race.starts > 1 ? `${say("first start")}: ` : "";
      return first + lab.told(run.outcome) + (run.why ? `: ${lab.told(run.why)}` : "");
    }

    return { lay() {}, draw };
  };

  function line(body, run) {
    const row = body.insertRow();
    const cells = { row };
    for (const [name] of COLUMNS) {
      const cell = document.createElement(name === "name" ? "th" : "td");
      cell.className = name;
      if (name === "name") {
        cell.scope = "row";
        cell.style.setProperty("--run", run.colour);
        cell.append(lab.swatch(run), run.title);
      }
      if (name === "story") cell.dataset.part = "story";
      cells[name] = cell;
      row.append(cell);
    }
    return cells;
  }

  // A run's ball as a small picture.
  lab.swatch = function (run) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32, className: "swatch" });
    canvas.setAttribute("aria-hidden", "true");
    const pen = canvas.getContext("2d");
    lab.ball(pen, run.shape, run.colour, "transparent", 16, 16, 11);
    return canvas;
  };

  function write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }
})(window.fallline);
