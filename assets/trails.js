// Trails and balls of many starts: what was drawn of the trails stays on a sheet of its own, so that a tick adds the new
// steps only, and all balls of a run are one path.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  lab.MANY = 8; // starts beyond which trails are drawn this way

  // Keeps trails that grow: grow(pen, from, to) adds the steps `from` to `to` to a sheet, once each; copy(pen) shows it.
  lab.growing = function (grow) {
    const kept = document.createElement("canvas");
    let drawn = -1; // the last step on it; -1: nothing yet

    return {
      clear(canvas) {
        kept.width = canvas.width;
        kept.height = canvas.height;
        drawn = -1;
      },
      copy(pen, t) {
        if (!kept.width || !kept.height) return; // the panel has no room at the moment
        const own = kept.getContext("2d");
        if (t < drawn) {
          own.setTransform(1, 0, 0, 1, 0, 0);
          own.clearRect(0, 0, kept.width, kept.height);
          drawn = -1;
        }
        own.setTransform(pen.getTransform());
        if (t > drawn) grow(own, Math.max(drawn, 0), t);
        drawn = t;
        pen.save();
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.drawImage(kept, 0, 0);
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
