// The painter of curves: a veil over what is still to come, a cursor, and each run's ball on its curve.
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  lab.painters.curves = function (panel, needs, race) {
    let sheet = null;

    function lay() {
      sheet = lab.canvas(panel);
    }

    function draw(t) {
      if (!sheet) return;
      const { pen, width, height } = sheet;
      pen.clearRect(0, 0, width, height);
      if (!needs.lines) return;
      const { l, r, t: top, b } = needs.margin;
      const [low, high] = needs.decades;
      const x = l + ((width - l - r) * t) / needs.steps;
      pen.globalAlpha = 0.72;
      pen.fillStyle = race.paper;
      pen.fillRect(x, top, width - r - x, height - top - b);
      pen.globalAlpha = 1;
      pen.beginPath();
      pen.moveTo(x, top);
      pen.lineTo(x, height - b);
      pen.lineWidth = 1;
      pen.strokeStyle = race.ink;
      pen.stroke();
      for (const line of needs.lines) {
        const run = race.runs[line.run];
        const { values, shape } = run.arrays[line.array];
        const value = values[t * shape[1] + line.axis];
        if (!(value > 0)) continue;
        const y = top + ((high - Math.log10(value)) / (high - low)) * (height - top - b);
        if (y >= top && y <= height - b) lab.ball(pen, run.shape, run.colour, race.paper, x, y, 5 * lab.bold);
      }
    }

    return { lay, draw };
  };
})(window.fallline);
