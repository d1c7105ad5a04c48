// The painter of the table: one line per quantity, one pair of columns per run; only texts that changed are written.
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  // A number in five significant digits and constant width; a dash where there is none.
  lab.digits = function (value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    let text;
    if (size === 0) text = "0";
    else if (size >= 1e5 || size < 1e-3) text = value.toExponential(3).replace("e", " e");
    else text = value.toFixed(Math.max(0, 4 - Math.floor(Math.log10(size))));
    return text.replaceAll("-", "−");
  };

  lab.painters.numbers = function (panel, needs, race) {
    const cells = []; // {text node, values, axes, axis, edge, words}
    const frame = panel.querySelector(".frame");
    const table = element("table", "numbers-table");
    const head = table.createTHead().insertRow();
    const counter = element("th", "count");
    head.append(counter);
    for (const run of race.runs) head.append(heading(run));
    const body = table.createTBody();
    for (const line of needs.lines) body.append(lineOf(line));
    frame.replaceChildren(table);

    function heading(run) {
      const cell = element("th");
      cell.colSpan = 2;
      const name = element("span", "name", run.title);
      name.style.color = run.colour;
      cell.append(name, element("small", "outcome", race.starts > 1 ? `start 1 of ${race.starts}: ${run.outcome[0]}` : run.outcome[0]));
      return cell;
    }

    function lineOf(line) {
      const row = element("tr");
      const words = element("th", "", line.words);
      words.title = line.means;
      words.scope = "row";
      row.append(words);
      row.dataset.array = line.array;
      for (const run of race.runs) {
        const array = run.arrays[line.array];
        const axes = array ? array.shape[1] : 1;
        for (let axis = 0; axis < Math.min(axes, 2); axis++) {
          const cell = element("td");
          cell.colSpan = axes > 1 ? 1 : 2;
          cells.push(slot(cell, line, run, array, axis));
          row.append(cell);
        }
      }
      return row;
    }

    // Where one number goes, and how it is written.
    function slot(cell, line, run, array, axis) {
      const text = document.createTextNode("");
      if (line.array === "step_by_ideal") cell.append(gauge(run));
      cell.append(text);
      const edge = line.edge && run.arrays[line.edge];
      const whole = line.array === "calls";
      const bar = cell.querySelector(".gauge i");
      return function (t) {
        if (!array) return write(text, "–");
        const value = array.values[t * array.shape[1] + axis];
        const said = line.array.startsWith("model_") && !Number.isFinite(value) ? "none" : lab.digits(value);
        write(text, whole ? String(value) : (edge && edge.values[t] ? "≥ " : "") + said);
        if (bar) lean(bar, value);
      };
    }

    function draw(t) {
      write(counter, `step ${t}`);
      for (const show of cells) show(t);
    }

    return { lay() {}, draw };
  };

  // A small scale of three decades to each side of 'just right'.
  function gauge(run) {
    const scale = element("span", "gauge");
    const bar = element("i");
    bar.style.background = run.colour;
    scale.append(bar);
    return scale;
  }

  function lean(bar, ratio) {
    const share = ratio > 0 ? Math.min(Math.max(Math.log10(ratio) / 3, -1), 1) : 0;
    bar.style.transform = `scaleX(${share.toFixed(3)})`;
  }

  function element(kind, className, text) {
    const made = document.createElement(kind);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }
})(window.fallline);
