// The painter of the table: one line per quantity and axis, one column per run; only texts that changed are written.
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  const WORDS = 132; // the width of the column of words, px
  const RUN = 96; // the least width of a run's column, px

  // A number in so many significant digits, alike in width; a dash where there is none.
  lab.digits = function (value, count = 5) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    let text;
    if (size === 0) text = "0";
    else if (size >= 1e5 || size < 1e-3) text = value.toExponential(Math.min(count - 1, 3)).replace("e", " e");
    else text = value.toFixed(Math.max(0, count - 1 - Math.floor(Math.log10(size))));
    return text.replaceAll("-", "−");
  };

  lab.painters.numbers = function (panel, needs, race) {
    const slots = []; // functions of t, one per cell
    const table = element("table", "numbers-table");
    table.style.minWidth = `${WORDS + RUN * race.runs.length}px`;
    const group = element("colgroup");
    group.append(element("col", "words"));
    const head = table.createTHead().insertRow();
    const counter = element("th", "count");
    head.append(counter);
    for (const run of race.runs) head.append(heading(run, race.starts));
    table.prepend(group);
    const body = table.createTBody();
    for (const line of needs.lines) {
      const axes = Math.max(...race.runs.map((run) => (run.arrays[line.array] || { shape: [0, 1] }).shape[1]));
      for (let axis = 0; axis < axes; axis++) body.append(lineOf(line, axis, axes));
    }
    panel.querySelector(".frame").replaceChildren(table);

    // The names of a vector's or a matrix's coordinate; a number has none.
    function coordinate(axis, axes) {
      const few = race.axes.length;
      if (axes === 1) return [];
      return axes > few ? [race.axes[Math.floor(axis / few)] + race.axes[axis % few]] : [race.axes[axis]];
    }

    function lineOf(line, axis, axes) {
      const row = element("tr");
      const words = element("th", "", [lab.say(line.words), ...coordinate(axis, axes)].join(" "));
      words.title = lab.say(line.means);
      words.scope = "row";
      row.dataset.array = line.array;
      row.append(words);
      for (const run of race.runs) {
        const cell = element("td");
        slots.push(slot(cell, line, run, axis));
        row.append(cell);
      }
      return row;
    }

    function draw(t) {
      write(counter, lab.say("step {t}", { t }));
      for (const show of slots) show(t);
    }

    return { lay() {}, draw };
  };

  function heading(run, starts) {
    const cell = element("th");
    const name = element("span", "name", run.title);
    name.style.color = run.colour;
    const which = starts > 1 ? lab.say("start 1 of {n}: ", { n: starts }) : "";
    cell.append(name, element("small", "outcome", which + lab.told(run.outcome)));
    return cell;
  }

  // Fills one cell and returns a function that writes its number of step t.
  function slot(cell, line, run, axis) {
    const array = run.arrays[line.array];
    const edge = line.edge && run.arrays[line.edge];
    const bar = line.array === "step_by_ideal" ? gauge(cell, run.colour) : null;
    const text = document.createTextNode("");
    cell.append(text);
    return function (t) {
      if (!array) return write(text, "–");
      const value = array.values[t * array.shape[1] + axis];
      const cut = edge && edge.values[t] && Number.isFinite(value);
      write(text, (cut ? line.cut : "") + said(line.array, value));
      if (bar) lean(bar, cut && value > 1 ? NaN : value);
    };
  }

  function said(array, value) {
    if (array.startsWith("calls") && Number.isFinite(value)) return String(value);
    if (array === "step_by_ideal") return lab.digits(value, 3);
    return array.startsWith("model_") && !Number.isFinite(value) ? lab.say("none") : lab.digits(value);
  }

  // A small scale of three decades to each side of 'just right'.
  function gauge(cell, colour) {
    const scale = element("span", "gauge");
    const bar = element("i");
    bar.style.background = colour;
    scale.append(bar);
    cell.append(scale);
    return bar;
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
