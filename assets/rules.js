// The formula cards in the rail: each line of a rule once per axis, with the numbers of the step under the clock.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const folds = () => [...document.querySelectorAll("#rail details.rule")];

  // Whether all rules are unfolded; and unfolds or folds them all.
  lab.rulesOpen = () => folds().length > 0 && folds().every((fold) => fold.open);
  lab.openRules = function (open) {
    for (const fold of folds()) fold.open = open;
    if (open && folds().length) folds()[0].closest(".run").scrollIntoView({ block: "start" });
    lab.seek(lab.t);
  };

  // Makes a card's formulas, once; returns functions of t that write its numbers.
  function made(card) {
    if (card.writers) return card.writers;
    const race = lab.race;
    const run = race.runs[Number(card.dataset.run)];
    const slots = JSON.parse(card.dataset.slots);
    card.writers = [];
    for (const [axis, name] of race.axes.entries()) {
      const part = document.createElement("div");
      part.append(Object.assign(document.createElement("b"), { textContent: name }));
      for (const line of JSON.parse(card.dataset.lines)) {
        const row = document.createElement("div");
        row.innerHTML = line; // made by the server from a rule's own formula, never from what is typed
        for (const node of row.querySelectorAll("[data-slot]")) {
          card.writers.push(writer(node, slots[Number(node.dataset.slot)], run, axis));
        }
        part.append(row);
      }
      card.append(part);
    }
    return card.writers;
  }

  function writer(node, slot, run, axis) {
    const leads = node === node.closest("math").querySelector("mn, mi, mo");
    return function (t) {
      const value = number(slot, run, axis, t);
      const set = slot.array === "learning_rate" || (slot.constant !== null && !slot.power); // no zeros behind
      const short = () => String(Number(value.toPrecision(4))).replaceAll("-", "−");
      const text = set ? short() : lab.digits(value, slot.array === "x" ? 4 : 3);
      const shown = value < 0 && !leads ? `(${text})` : text;
      if (node.textContent !== shown) node.textContent = shown;
    };
  }

  function number(slot, run, axis, t) {
    if (slot.constant !== null) return slot.power ? Math.pow(slot.constant, t + 1) : slot.constant;
    const array = run.arrays[slot.array];
    if (!array) return NaN;
    const at = (each, k) => each.values[k * each.shape[1] + Math.min(axis, each.shape[1] - 1)];
    if (slot.shift < 0) return t > 0 ? at(array, t - 1) : slot.first;
    return slot.shift > 0 ? at(array, t) + at(run.arrays.step, t) : at(array, t);
  }

  // Cards that nobody sees, in a closed fold, are left alone; opening the fold brings them up to date.
  function show() {
    if (!lab.race) return;
    for (const card of document.querySelectorAll("#rail .card")) {
      if (!card.checkVisibility() || Number(card.dataset.run) >= lab.race.runs.length) continue;
      for (const write of made(card)) write(lab.t);
    }
  }

  lab.listeners.push(show);
  document.addEventListener("toggle", show, true);
})(window.fallline);
