// Trails of many starts: what was drawn of them stays on sheets of their own, so that a tick adds the new steps only.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  lab.MANY = 8; // starts beyond which trails are drawn this way

  // Keeps trails that grow, each kind on a sheet of its own, so that a picture does not depend on the way to its step:
  // grow(pens, from, to) adds the steps `from` to `to`, once each; copy(pen, t) shows the sheets, each see-through as
  // `alphas` says.
  lab.growing = function (alphas, grow) {
    const sheets = alphas.map(() => document.createElement("canvas"));
    const pens = sheets.map((sheet) => sheet.getContext("2d"));
    let drawn = -1; // the last step on them; -1: nothing yet

    return {
      clear({ width, height }) {
        for (const sheet of sheets) Object.assign(sheet, { width, height });
        drawn = -1;
      },
      copy(pen, t) {
        const { width, height } = pen.canvas;
        if (!width || !height) return; // the panel has no room at the moment
        if (t < drawn) this.clear(pen.canvas);
        for (const own of pens) own.setTransform(pen.getTransform());
        if (t > drawn) grow(pens, Math.max(drawn, 0), t);
        drawn = t;
        pen.save();
        pen.setTransform(1, 0, 0, 1, 0, 0);
        sheets.forEach((sheet, which) => {
          pen.globalAlpha = alphas[which];
          pen.drawImage(sheet, 0, 0);
        });
        pen.restore();
      },
    };
  };

  // Pixels of one path, x0 y0 x1 y1 ...: adds its points from..to to a Path2D, leaving out those that would not move the
  // pen by a third of a pixel.
  lab.follow = function (path, points, from, to) {
    let x = points[2 * from];
    let y = points[2 * from + 1];
    path.moveTo(x, y);
    for (let k = from + 1; k <= to; k++) {
      const nextX = points[2 * k];
      const nextY = points[2 * k + 1];
      if (k < to && Math.abs(nextX - x) + Math.abs(nextY - y) < 0.33) continue;
      path.lineTo((x = nextX), (y = nextY));
    }
  };

  // The last step that a run of so many steps has by time t; a race that is drawn faintly may be shorter.
  lab.within = (t, length) => Math.min(t, length - 1);
})(window.fallline);
