// The painter of the map: trails, balls, arrows and the start, by an axis mapping of our own (fixed margins).
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  lab.painters.plane = function (panel, needs, race) {
    const frame = panel.querySelector(".frame");
    const aim = lab.aim && lab.aim(frame); // a page without a server has no way to move the start
    let sheet = null;
    let map = null;
    let paths = []; // per run, per start: Float32Array of pixels x0 y0 x1 y1 ...
    let others = []; // per run, the same of each further point that it remembers or asks at
    let ghosts = []; // as paths, of the race that is drawn faintly
    const many = () => race.starts > lab.MANY;
    const grown = lab.growing(race.runs.map(() => 0.8), (pens, from, to) => {
      race.runs.forEach((run, which) => {
        const path = new Path2D();
        for (const each of paths[which]) lab.follow(path, each, from, to);
        lab.line(pens[which], path, run.colour, lab.width(which, race.runs.length, race.starts), 1);
      });
    });

    function lay() {
      sheet = lab.canvas(panel);
      map = mapping(needs, sheet);
      frame.map = map;
      paths = race.runs.map((run) => pixels(run.paths, map));
      others = race.runs.map((run) => pixels(run.points, map));
      ghosts = race.before.map((run) => pixels(run.paths, map));
      grown.clear(sheet.pen.canvas);
      if (aim) aim.show(map, race.start);
    }

    function clip(pen) {
      pen.save();
      pen.beginPath();
      pen.rect(map.left, map.top, map.wide, map.tall);
      pen.clip();
    }

    function draw(t) {
      if (!map) return;
      const { pen } = sheet;
      pen.clearRect(0, 0, sheet.width, sheet.height);
      clip(pen);
      race.before.forEach((run, which) => lab.line(pen, whole(ghosts[which], t), run.colour, 1.3, 0.5, [4, 4]));
      if (many()) grown.copy(pen, t);
      else race.runs.forEach((run, which) => {
        lab.trail(pen, whole(paths[which], t), run.colour, race.paper, lab.width(which, race.runs.length, race.starts));
      });
      lab.ring(pen, race.ink, race.paper, map.x(race.start[0]), map.y(race.start[1]));
      if (lab.inside.length && !race.stale) arrows(pen, t);
      pen.restore();
      race.before.forEach((run, which) => {
        pen.globalAlpha = 0.5;
        balls(pen, run, ghosts[which], t, 4);
        pen.globalAlpha = 1;
      });
      race.runs.forEach((run, which) => {
        const [ball] = paths[which];
        for (const path of race.stale ? [] : others[which]) {
          const at = [ball[2 * t], ball[2 * t + 1], path[2 * t], path[2 * t + 1]];
          if (map.holds(at[2], at[3])) lab.pin(pen, run.colour, race.paper, ...at);
        }
        balls(pen, run, paths[which], t, lab.radius(which, race.runs.length) * (many() ? 0.5 : 1));
      });
      if (lab.inside.length && !race.stale) legend(pen, t);
    }

    // All starts' paths up to step t as one.
    function whole(list, t) {
      const all = new Path2D();
      for (const path of list) lab.follow(all, path, 0, lab.within(t, path.length / 2));
      return all;
    }

    function arrows(pen, t) {
      const scales = lab.scales(race, needs.box, t);
      race.runs.forEach((run, which) => {
        const [path] = paths[which];
        const [x, y] = [path[2 * t], path[2 * t + 1]];
        lab.drawArrows(pen, run, t, scales, race.paper, (dx, dy) => [x + dx * map.across, y - dy * map.up]);
      });
    }

    // What the arrows' lengths stand for, in the map's lower left corner.
    function legend(pen, t) {
      const scales = lab.scales(race, needs.box, t);
      const size = 12 * lab.bold;
      pen.save();
      pen.font = `600 ${size}px Inter, system-ui, sans-serif`;
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      lab.scaleWords(race, t, scales).reverse().forEach(({ bar, text }, line) => {
        const y = map.top + map.tall - (0.9 + 1.5 * line) * size;
        const x = map.left + 8;
        const long = bar ? scales.bar * map.across : 0;
        const path = new Path2D(bar ? `M${x} ${y - 4}v8M${x} ${y}h${long}M${x + long} ${y - 4}v8` : "");
        lab.trail(pen, path, race.ink, race.paper, 1.5);
        pen.lineWidth = 4;
        pen.strokeStyle = race.paper;
        pen.strokeText(text, x + long + (bar ? 8 : 0), y);
        pen.fillStyle = race.ink;
        pen.fillText(text, x + long + (bar ? 8 : 0), y);
      });
      pen.restore();
    }

    // The balls of a run where they are, or arrows at the edge that point to where they went.
    function balls(pen, run, list, t, radius) {
      const inside = [];
      for (const path of list) {
        const k = lab.within(t, path.length / 2);
        const [x, y] = [path[2 * k], path[2 * k + 1]];
        const atX = Math.min(Math.max(x, map.left), map.left + map.wide);
        const atY = Math.min(Math.max(y, map.top), map.top + map.tall);
        if (Math.hypot(x - atX, y - atY) <= radius) inside.push([x, y]);
        else lab.pointer(pen, run.colour, race.paper, atX, atY, Math.atan2(y - atY, x - atX), many() ? 0.6 : 1);
      }
      lab.balls(pen, run.shape, run.colour, race.paper, inside, radius);
    }

    return { lay, draw };
  };

  // Data to pixels as Plotly does it: one scale for both axes, centred (scaleanchor and constrain: domain), or, for a
  // long strip, each axis stretched over its side.
  function mapping(needs, sheet) {
    const [[x0, x1], [y0, y1]] = needs.box;
    const { l, r, t, b } = needs.margin;
    let across = (sheet.width - l - r) / (x1 - x0);
    let up = (sheet.height - t - b) / (y1 - y0);
    if (needs.sameScale) across = up = Math.min(across, up);
    const wide = across * (x1 - x0);
    const tall = up * (y1 - y0);
    const left = l + (sheet.width - l - r - wide) / 2;
    const top = t + (sheet.height - t - b - tall) / 2;
    return {
      left, top, wide, tall, across, up,
      x: (value) => left + (value - x0) * across,
      y: (value) => top + (y1 - value) * up,
      point: (px, py) => [x0 + (px - left) / across, y1 - (py - top) / up],
      holds: (px, py) => px >= left && px <= left + wide && py >= top && py <= top + tall,
    };
  }

  function pixels(paths, map) {
    const [starts, length, axes] = paths.shape;
    const result = [];
    for (let row = 0; row < starts; row++) {
      const path = new Float32Array(2 * length);
      for (let k = 0; k < length; k++) {
        const from = axes * (row * length + k);
        path[2 * k] = map.x(paths.values[from]);
        path[2 * k + 1] = map.y(paths.values[from + 1]);
      }
      result.push(path);
    }
    return result;
  }
})(window.fallline);
