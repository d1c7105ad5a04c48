// Inside a step: the arrows and the shape of one run at one step, in the plane's own units, and the scales they have.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const LAYERS = [
    ["gradient", say("−gradient"), say("straight downhill, as long as the slope is steep")],
    ["momentum", say("momentum"), say("the remembered gradients, drawn the way they push")],
    ["step", say("step"), say("the step taken from here")],
    ["ideal", say("ideal"), say("the step an exact line search takes along the same direction; its end is a ring")],
    ["scale", say("per axis"), say("the gradients' usual size on each axis, where the picture's axes are coordinates: where momentum leaves the box, the step is over lr")],
  ];
  const BAR = 0.18; // of the picture's shorter side: the length of the scale's bar, and the longest arrow at most
  const CUT = 0.42; // of it: an arrow is drawn no longer, with a mark

  // The layers that are shown; the visitor and the link say which.
  lab.inside = [];

  // The next number of 1, 2, 5, 10, ... at or above a value (`up`), or at or below it.
  function round125(value, up) {
    const power = Math.pow(10, Math.floor(Math.log10(value)));
    const steps = [1, 2, 5, 10];
    if (up) return power * steps.find((each) => each * power >= value * (1 - 1e-9));
    return power * steps.reverse().find((each) => each * power <= value * (1 + 1e-9));
  }

  // The two drawn entries of an array at step t; a number stands for both axes.
  function pair({ values, shape: [, axes] }, t) {
    return axes > 1 ? [values[t * axes], values[t * axes + 1]] : [values[t], values[t]];
  }

  const vector = (run, name, t) => pair(run.drawn[name] || run.arrays[name], t);
  const length = ([x, y]) => Math.hypot(x, y);
  const finite = (list) => list.filter((value) => Number.isFinite(value) && value > 0);

  // The scales of step t, the same for all runs, by the longest arrow that is shown: {gradient: what the bar stands for,
  // step: how much steps are enlarged, bar: its length in the plane's units, side}.
  lab.scales = function (race, box, t) {
    const side = Math.min(box[0][1] - box[0][0], box[1][1] - box[1][0]);
    const shown = (layer) => lab.inside.includes(layer);
    const slopes = race.runs.flatMap((run) => [
      shown("gradient") || !shown("momentum") ? length(vector(run, "grad", t)) : NaN,
      shown("momentum") && run.momentum ? length(vector(run, run.momentum, t)) : NaN,
    ]);
    const steps = race.runs.map((run) => length(vector(run, "step", t)));
    const steepest = Math.max(...finite(slopes), 0);
    const longest = Math.max(...finite(steps), 0);
    const room = BAR * side;
    return {
      side,
      bar: room,
      gradient: steepest > 0 ? round125(steepest, true) : 1,
      step: longest > 0 && longest < room ? Math.max(1, round125(room / longest, false)) : 1,
    };
  };

  // What is shown of a run at step t: [{layer, x, y}] in the plane's units, from the ball; `cut` where it is longer.
  lab.arrowsOf = function (run, t, scales) {
    const perSlope = scales.bar / scales.gradient;
    const step = vector(run, "step", t);
    const size = length(step);
    const ideal = run.arrays.ideal_own.values[t];
    const made = {
      scale: () => run.size && alongAxes(run) && sizes(run, t).map((value) => perSlope * value),
      gradient: () => vector(run, "grad", t).map((value) => -perSlope * value),
      momentum: () => run.momentum && vector(run, run.momentum, t).map((value) => -perSlope * value),
      ideal: () => size > 0 && step.map((value) => (scales.step * ideal * value) / size),
      step: () => step.map((value) => scales.step * value),
    };
    return Object.keys(made)
      .filter((layer) => lab.inside.includes(layer))
      .map((layer) => ({ layer, end: made[layer]() }))
      .filter(({ end }) => end && end.every(Number.isFinite) && length(end) > 0)
      .map(({ layer, end }) => shortened(layer, end, CUT * scales.side));
  };

  // Whether the picture's axes are the landscape's own, so that a shape per axis can be drawn.
  const alongAxes = (run) => !Object.keys(run.drawn).length;

  // The gradients' usual size on each axis.
  const sizes = (run, t) => pair(run.arrays[run.size[0]], t).map((value) => Math.pow(value, 1 / run.size[1]));

  function shortened(layer, [x, y], most) {
    const cut = layer !== "scale" && Math.hypot(x, y) > most;
    const by = cut ? most / Math.hypot(x, y) : 1;
    return { layer, x: by * x, y: by * y, cut };
  }

  // Strokes a line through pixels twice: a casing, then the colour.
  function cased(pen, path, colour, casing, width, dash) {
    pen.save();
    pen.lineJoin = "round";
    for (const [wide, paint, dashes] of [[width + 2.4, casing, []], [width, colour, dash || []]]) {
      pen.setLineDash(dashes);
      pen.lineWidth = wide;
      pen.strokeStyle = paint;
      pen.stroke(path);
    }
    pen.restore();
  }

  // The two ends of an arrow's head at `tip`, coming from `before`.
  function head(path, start, before, tip, most) {
    const size = Math.min(most, 0.45 * Math.hypot(tip[0] - start[0], tip[1] - start[1]));
    const turn = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
    for (const side of [2.65, -2.65]) {
      path.moveTo(tip[0], tip[1]);
      path.lineTo(tip[0] + size * Math.cos(turn + side), tip[1] + size * Math.sin(turn + side));
    }
  }

  // Draws one arrow or shape; place(x, y) gives the pixels of a point that lies x, y away from the ball.
  function drawOne(pen, arrow, colour, casing, place, bold) {
    const { layer, x, y, cut } = arrow;
    const path = new Path2D();
    const through = (points) => points.forEach(([px, py], i) => (i ? path.lineTo(px, py) : path.moveTo(px, py)));
    const along = (n) => Array.from({ length: n + 1 }, (_, i) => place((x * i) / n, (y * i) / n));
    if (layer === "scale") {
      const corners = [[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]];
      const between = ([fromX, fromY], [toX, toY]) =>
        Array.from({ length: 9 }, (_, j) => place(fromX + ((toX - fromX) * j) / 8, fromY + ((toY - fromY) * j) / 8));
      through(corners.slice(1).flatMap((corner, i) => between(corners[i], corner)));
      pen.save();
      pen.globalAlpha = 0.14;
      pen.fillStyle = colour;
      pen.fill(path);
      pen.restore();
      return cased(pen, path, colour, casing, 1.2 * bold);
    }
    const points = along(10);
    const tip = points[10];
    through(points);
    const mark = new Path2D();
    if (cut) {
      const turn = Math.atan2(tip[1] - points[9][1], tip[0] - points[9][0]) + Math.PI / 2;
      for (const back of [9, 8.6]) {
        const [px, py] = [points[9][0] + (tip[0] - points[9][0]) * (back - 8.4), points[9][1] + (tip[1] - points[9][1]) * (back - 8.4)];
        mark.moveTo(px + 6 * Math.cos(turn), py + 6 * Math.sin(turn));
        mark.lineTo(px - 6 * Math.cos(turn), py - 6 * Math.sin(turn));
      }
    } else if (layer === "ideal") {
      mark.moveTo(tip[0] + 5 * bold, tip[1]);
      mark.arc(tip[0], tip[1], 5 * bold, 0, 2 * Math.PI);
    } else {
      head(mark, points[0], points[9], tip, (layer === "step" ? 10 : 8) * bold);
    }
    const widths = { gradient: 1.4, momentum: 2.2, step: 3.6, ideal: 1.6 };
    cased(pen, path, colour, casing, widths[layer] * bold, { momentum: [7, 3], ideal: [2, 3] }[layer]);
    return cased(pen, mark, colour, casing, Math.max(widths[layer], 1.8) * bold);
  }

  // Draws all that is shown of a run; see drawOne for `place`.
  lab.drawArrows = function (pen, run, t, scales, casing, place) {
    for (const arrow of lab.arrowsOf(run, t, scales)) drawOne(pen, arrow, run.colour, casing, place, lab.bold);
  };

  // The scales in words, for the map's corner: [{text, bar: whether a bar of scales.bar stands before it}].
  lab.scaleWords = function (race, t, scales) {
    const shows = (...layers) => layers.some((layer) => lab.inside.includes(layer));
    const words = [];
    const slope = say("slope {n}", { n: lab.digits(scales.gradient, 2).trim() });
    if (shows("gradient", "momentum", "scale")) words.push({ bar: true, text: slope });
    const steps = scales.step > 1 ? say("steps drawn {n} times as long", { n: scales.step }) : say("steps drawn true to scale");
    if (shows("step", "ideal")) words.push({ bar: false, text: steps });
    const cut = race.runs.some((run) => lab.arrowsOf(run, t, scales).some((arrow) => arrow.cut));
    if (cut) words.push({ bar: false, text: say("= longer than drawn") });
    return words;
  };

  // The switches in the map's caption, made once.
  lab.buildInside = function () {
    const place = document.getElementById("tools-plane");
    if (!place || place.childElementCount) return;
    place.dataset.part = "inside";
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", say("Inside this step"));
    for (const [layer, word, means] of LAYERS) {
      const chip = Object.assign(document.createElement("button"), { className: "chip", textContent: word, title: means });
      chip.dataset.layer = layer;
      chip.addEventListener("click", () => {
        lab.inside = lab.inside.includes(layer) ? lab.inside.filter((each) => each !== layer) : [...lab.inside, layer];
        lab.seek(lab.t);
      });
      place.append(chip);
    }
    const card = Object.assign(document.createElement("button"), { className: "chip", textContent: say("formula") });
    card.title = say("each rule with this step's numbers, in the column of settings");
    card.dataset.part = "rail rules";
    card.addEventListener("click", () => lab.openRules(card.getAttribute("aria-pressed") !== "true"));
    place.append(card);
  };

  lab.listeners = lab.listeners || [];
  lab.listeners.push(() => {
    const card = document.querySelector('.chip[data-part="rail rules"]');
    if (card) card.setAttribute("aria-pressed", String(Boolean(lab.rulesOpen && lab.rulesOpen())));
    for (const chip of document.querySelectorAll(".chip[data-layer]")) {
      const pressed = String(lab.inside.includes(chip.dataset.layer));
      if (chip.getAttribute("aria-pressed") !== pressed) chip.setAttribute("aria-pressed", pressed);
    }
  });
})(window.fallline);
