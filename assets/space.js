// The painter of the surface: trails and balls projected with the camera that Plotly uses, on a canvas above it.
// What the surface hides is found by looking from each point towards the eye, once per camera position, so a tick of
// the clock with the camera at rest redraws no WebGL at all.
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  const LOOKS = 64; // samples along a line of sight
  const FEW_LOOKS = 14; // ... where there are many points
  const LIFT = 0.012; // a point counts as hidden only if the surface is this much above its line of sight

  lab.painters.space = function (panel, needs, race) {
    const heights = lab.unpack(needs.heights);
    let sheet = null;
    let seen = null; // the camera for which `paths` were projected
    let paths = [];
    let ghosts = [];
    let marks = [];
    let ground = null; // the surface's height at a place, in the plane's units
    const many = () => race.starts > lab.MANY;
    const grown = lab.growing(race.runs.flatMap(() => [0.8, 0.25]), (pens, from, to) => {
      race.runs.forEach((run, which) => {
        const width = lab.width(which, race.runs.length, race.starts);
        drawnOf(paths[which], from, to).forEach((path, i) => lab.line(pens[2 * which + i], path, run.colour, width, 1));
      });
    });

    function lay() {
      sheet = lab.canvas(panel);
      seen = null;
      moved();
    }

    // Whether the camera has moved since the last look; if so, projects everything anew.
    function moved() {
      const camera = sheet && cameraOf(panel.querySelector(".plot"));
      if (!camera || (seen && same(seen, camera))) return false;
      seen = camera;
      const eyes = sight(camera, needs.box, heights, many() ? FEW_LOOKS : LOOKS);
      paths = race.runs.map((run) => project(run.paths, camera, eyes, sheet, needs.box));
      ghosts = race.before.map((run) => project(run.paths, camera, eyes, sheet, needs.box));
      ground = (x, y) => surface(heights, needs.box, x, y);
      grown.clear(sheet.pen.canvas);
      marks = needs.minima.map((point) => [...onSheet(camera, sheet, point), eyes(...point)]);
      return true;
    }

    function draw(t) {
      if (!seen) return;
      const { pen } = sheet;
      pen.clearRect(0, 0, sheet.width, sheet.height);
      for (const [x, y, open] of marks) {
        pen.globalAlpha = open ? 1 : 0.5;
        cross(pen, race.ink, race.paper, x, y);
      }
      pen.globalAlpha = 1;
      race.before.forEach((run, which) => {
        for (const path of drawnOf(ghosts[which], 0, t)) lab.line(pen, path, run.colour, 1.3, 0.5, [4, 4]);
      });
      if (many()) grown.copy(pen, t);
      else race.runs.forEach((run, which) => {
        const [open, hidden] = drawnOf(paths[which], 0, t);
        lab.line(pen, hidden, run.colour, 1.6, 0.8, [2, 5]);
        lab.trail(pen, open, run.colour, race.paper, lab.width(which, race.runs.length, race.starts));
      });
      const [first] = paths.length ? paths[0] : [];
      if (first && first.state[0]) lab.ring(pen, race.ink, race.paper, first.x[0], first.y[0]);
      if (lab.inside.length && !race.stale) arrows(pen, t);
      race.runs.forEach((run, which) => {
        const radius = lab.radius(which, race.runs.length) * (many() ? 0.5 : 1);
        for (const [state, alpha] of [[1, 0.45], [2, 1]]) {
          const there = paths[which].map((path) => [path, lab.within(t, path.x.length)]).filter(([path, k]) => path.state[k] === state);
          pen.globalAlpha = alpha;
          lab.balls(pen, run.shape, run.colour, race.paper, there.map(([path, k]) => [path.x[k], path.y[k]]), radius);
          pen.globalAlpha = 1;
        }
      });
    }

    // The arrows of a step, laid on the surface.
    function arrows(pen, t) {
      const scales = lab.scales(race, needs.box, t);
      race.runs.forEach((run, which) => {
        if (!paths[which][0].state[t]) return;
        const from = 3 * t;
        const [x, y, z] = [run.paths.values[from], run.paths.values[from + 1], run.paths.values[from + 2]];
        const lift = z - ground(x, y); // of the ball above the surface as it is drawn
        lab.drawArrows(pen, run, t, scales, race.paper, (dx, dy) => onSheet(seen, sheet, [x + dx, y + dy, ground(x + dx, y + dy) + lift]));
      });
    }

    // The parts in sight and the hidden parts of a run's trails, from one step to another.
    function drawnOf(list, from, to) {
      const open = new Path2D();
      const hidden = new Path2D();
      for (const path of list) follow(path, lab.within(from, path.x.length), lab.within(to, path.x.length), open, hidden);
      return [open, hidden];
    }

    return { lay, draw, moved };
  };

  // The matrices by which Plotly's scene draws: {world: scale and shift per axis, clip: 4x4 column-major, eye}.
  function cameraOf(graph) {
    const scene = graph && graph._fullLayout && graph._fullLayout.scene && graph._fullLayout.scene._scene;
    const params = scene && scene.glplot && scene.glplot.cameraParams;
    if (!params || !params.view || !params.projection[0]) return null;
    const { view, projection, model } = params;
    const world = [0, 1, 2].map((i) => [model[5 * i] * scene.dataScale[i], model[12 + i]]);
    const eye = [0, 1, 2].map((i) => -(view[4 * i] * view[12] + view[4 * i + 1] * view[13] + view[4 * i + 2] * view[14]));
    return { world, clip: times(projection, view), eye };
  }

  function times(a, b) {
    const product = new Float64Array(16);
    for (let column = 0; column < 4; column++)
      for (let row = 0; row < 4; row++)
        for (let i = 0; i < 4; i++) product[4 * column + row] += a[4 * i + row] * b[4 * column + i];
    return product;
  }

  function same(one, other) {
    for (let i = 0; i < 16; i++) if (one.clip[i] !== other.clip[i]) return false;
    return one.world.every(([scale, shift], i) => scale === other.world[i][0] && shift === other.world[i][1]);
  }

  // A data point in the sheet's pixels.
  function onSheet(camera, sheet, [x, y, z]) {
    const [wx, wy, wz] = [x, y, z].map((value, i) => camera.world[i][0] * value + camera.world[i][1]);
    const m = camera.clip;
    const depth = m[3] * wx + m[7] * wy + m[11] * wz + m[15];
    const across = m[0] * wx + m[4] * wy + m[8] * wz + m[12];
    const up = m[1] * wx + m[5] * wy + m[9] * wz + m[13];
    return [sheet.width * (0.5 + (0.5 * across) / depth), sheet.height * (0.5 - (0.5 * up) / depth)];
  }

  // Returns whether the eye sees a data point: no sample of the line of sight may lie under the surface.
  function sight(camera, box, heights, looks) {
    const eye = camera.eye.map((value, i) => (value - camera.world[i][1]) / camera.world[i][0]);
    const lift = LIFT * (box[2][1] - box[2][0]);
    return function (x, y, z) {
      for (let i = 1; i <= looks; i++) {
        const share = Math.pow(i / looks, 1.5);
        const [px, py] = [x + share * (eye[0] - x), y + share * (eye[1] - y)];
        if (px < box[0][0] || px > box[0][1] || py < box[1][0] || py > box[1][1]) return true;
        const height = z + share * (eye[2] - z);
        if (height > box[2][1]) return true;
        if (surface(heights, box, px, py) > height + lift) return false;
      }
      return true;
    };
  }

  // The surface's height at a place, between its grid points; beyond the edge as at the edge.
  function surface({ values, shape: [rows, columns] }, [[x0, x1], [y0, y1]], x, y) {
    const u = Math.min(Math.max((x - x0) / (x1 - x0), 0), 1) * (columns - 1);
    const v = Math.min(Math.max((y - y0) / (y1 - y0), 0), 1) * (rows - 1);
    const i = Math.min(Math.floor(u), columns - 2);
    const j = Math.min(Math.floor(v), rows - 2);
    const a = u - i;
    const b = v - j;
    const at = j * columns + i;
    return (1 - b) * ((1 - a) * values[at] + a * values[at + 1]) + b * ((1 - a) * values[at + columns] + a * values[at + columns + 1]);
  }

  // Each start's path in pixels, with a state per point: 0 outside the drawn box, 1 hidden, 2 in sight.
  function project(paths, camera, sees, sheet, box) {
    const [starts, length] = paths.shape;
    const result = [];
    for (let row = 0; row < starts; row++) {
      const path = { x: new Float32Array(length), y: new Float32Array(length), state: new Uint8Array(length) };
      for (let k = 0; k < length; k++) {
        const from = 3 * (row * length + k);
        const point = [paths.values[from], paths.values[from + 1], paths.values[from + 2]];
        [path.x[k], path.y[k]] = onSheet(camera, sheet, point);
        const inside = point[0] >= box[0][0] && point[0] <= box[0][1] && point[1] >= box[1][0] && point[1] <= box[1][1];
        const still = k > 0 && path.x[k] === path.x[k - 1] && path.y[k] === path.y[k - 1];
        path.state[k] = still ? path.state[k - 1] : !inside ? 0 : sees(...point) ? 2 : 1;
      }
      result.push(path);
    }
    return result;
  }

  // Adds points from..to to the open or the hidden Path2D, segment by segment.
  function follow(path, from, to, open, hidden) {
    let pen = null;
    for (let k = from + 1; k <= to; k++) {
      const state = Math.min(path.state[k - 1], path.state[k]);
      const next = state === 2 ? open : state === 1 ? hidden : null;
      if (next && next !== pen) next.moveTo(path.x[k - 1], path.y[k - 1]);
      if (next) next.lineTo(path.x[k], path.y[k]);
      pen = next;
    }
  }

  function cross(pen, ink, casing, x, y) {
    for (const [colour, width] of [[casing, 4.5], [ink, 2]]) {
      pen.beginPath();
      pen.moveTo(x - 7, y);
      pen.lineTo(x + 7, y);
      pen.moveTo(x, y - 7);
      pen.lineTo(x, y + 7);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  }
})(window.fallline);
