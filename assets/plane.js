// The painter of the map: trails, balls and the start, by an axis mapping of our own (equal scales, fixed margins).
window.fallline = window.fallline || {};
window.fallline.painters = window.fallline.painters || {};
(function (lab) {
  "use strict";

  const REACH = 22; // half of a 44 px target

  lab.painters.plane = function (panel, needs, race) {
    const frame = panel.querySelector(".frame");
    const handle = startHandle(frame);
    let sheet = null;
    let map = null;
    let paths = []; // per run, per start: Float32Array of pixels x0 y0 x1 y1 ...
    let others = []; // per run, the same of each further point that it remembers or asks at

    function lay() {
      sheet = lab.canvas(panel);
      map = mapping(needs, sheet);
      frame.map = map;
      paths = race.runs.map((run) => pixels(run.paths, map));
      others = race.runs.map((run) => pixels(run.points, map));
      if (!handle.classList.contains("moving")) place(handle, map, race.start);
    }

    function draw(t) {
      if (!map) return;
      const { pen } = sheet;
      pen.clearRect(0, 0, sheet.width, sheet.height);
      pen.save();
      pen.beginPath();
      pen.rect(map.left, map.top, map.wide, map.tall);
      pen.clip();
      race.runs.forEach((run, which) => {
        const all = new Path2D();
        for (const path of paths[which]) follow(all, path, t);
        lab.trail(pen, all, run.colour, race.paper, lab.width(which, race.runs.length, race.starts));
      });
      lab.ring(pen, race.ink, race.paper, map.x(race.start[0]), map.y(race.start[1]));
      pen.restore();
      race.runs.forEach((run, which) => {
        const [ball] = paths[which];
        for (const path of others[which]) {
          const at = [ball[2 * t], ball[2 * t + 1], path[2 * t], path[2 * t + 1]];
          if (within(map, at[2], at[3])) lab.pin(pen, run.colour, race.paper, ...at);
        }
        const radius = lab.radius(which, race.runs.length) * (race.starts > 8 ? 0.5 : 1);
        for (const path of paths[which]) ballAt(pen, run, path[2 * t], path[2 * t + 1], radius);
      });
    }

    // The ball where it is, or an arrow at the edge that points to where it went.
    function ballAt(pen, run, x, y, radius) {
      const atX = Math.min(Math.max(x, map.left), map.left + map.wide);
      const atY = Math.min(Math.max(y, map.top), map.top + map.tall);
      if (Math.hypot(x - atX, y - atY) <= radius) return lab.ball(pen, run.shape, run.colour, race.paper, x, y, radius);
      pen.save();
      pen.translate(atX, atY);
      pen.rotate(Math.atan2(y - atY, x - atX));
      pen.beginPath();
      pen.moveTo(2, 0);
      pen.lineTo(-13, -8);
      pen.lineTo(-13, 8);
      pen.closePath();
      pen.fillStyle = run.colour;
      pen.fill();
      pen.lineWidth = 1.8;
      pen.strokeStyle = race.paper;
      pen.stroke();
      pen.restore();
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

  // Adds a path's points 0..t to a Path2D, leaving out those that would not move the pen by a third of a pixel.
  function follow(path, points, t) {
    let x = points[0];
    let y = points[1];
    path.moveTo(x, y);
    for (let k = 1; k <= t; k++) {
      const nextX = points[2 * k];
      const nextY = points[2 * k + 1];
      if (k < t && Math.abs(nextX - x) + Math.abs(nextY - y) < 0.33) continue;
      path.lineTo((x = nextX), (y = nextY));
    }
  }

  // A click's coordinates, rounded to what a pixel can tell.
  function rounded(map, point) {
    return point.map((value, axis) => {
      const unit = Math.pow(10, Math.floor(Math.log10(1 / (axis ? map.up : map.across))));
      return Number((Math.round(value / unit) * unit).toPrecision(6));
    });
  }

  const within = (map, x, y) => x >= map.left && x <= map.left + map.wide && y >= map.top && y <= map.top + map.tall;

  // Starts at a pixel of the map; outside it the handle goes back to where the start is.
  function pick(frame, x, y) {
    const { map } = frame;
    if (!within(map, x, y)) return place(frame.querySelector(".start-handle"), map, lab.race.start);
    window.dash_clientside.set_props("picked", { data: rounded(map, map.point(x, y)) });
  }

  function place(handle, map, start) {
    handle.style.left = `${map.x(start[0]) - REACH}px`;
    handle.style.top = `${map.y(start[1]) - REACH}px`;
  }

  // A target over the start that can be dragged, or moved with the arrow keys; made once per frame.
  function startHandle(frame) {
    const found = frame.querySelector(".start-handle");
    if (found) return found;
    const handle = document.createElement("button");
    handle.className = "start-handle";
    handle.setAttribute("aria-label", "Start point: drag it, or move it with the arrow keys");
    frame.append(handle);
    let held = null;
    handle.addEventListener("pointerdown", (event) => {
      held = event.pointerId;
      handle.setPointerCapture(held);
    });
    handle.addEventListener("pointermove", (event) => {
      if (held === null) return;
      const edge = frame.getBoundingClientRect();
      handle.style.left = `${event.clientX - edge.left - REACH}px`;
      handle.style.top = `${event.clientY - edge.top - REACH}px`;
      handle.classList.add("moving");
    });
    handle.addEventListener("pointerup", (event) => {
      held = null;
      if (!handle.classList.contains("moving")) return;
      handle.classList.remove("moving");
      const edge = frame.getBoundingClientRect();
      pick(frame, event.clientX - edge.left, event.clientY - edge.top);
    });
    handle.addEventListener("pointercancel", () => {
      held = null;
      handle.classList.remove("moving");
      place(handle, frame.map, lab.race.start);
    });
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 40 : 8;
      const x = parseFloat(handle.style.left) + REACH + far * by[0];
      const y = parseFloat(handle.style.top) + REACH + far * by[1];
      if (!within(frame.map, x, y)) return;
      handle.style.left = `${x - REACH}px`; // so that quick presses add up
      handle.style.top = `${y - REACH}px`;
      pick(frame, x, y);
    });
    clicks(frame, handle);
    return handle;
  }

  // A click (not a drag or a scroll) anywhere on the map starts there.
  function clicks(frame, handle) {
    let down = null;
    frame.addEventListener("pointerdown", (event) => {
      down = event.target === handle ? null : [event.clientX, event.clientY];
    }, true);
    // On the window, since Plotly lays a cover of its own over the page while a button is down.
    window.addEventListener("pointerup", (event) => {
      const from = down;
      down = null;
      if (!from || !frame.map || Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 5) return;
      const edge = frame.getBoundingClientRect();
      const x = event.clientX - edge.left;
      const y = event.clientY - edge.top;
      if (within(frame.map, x, y)) pick(frame, x, y);
    }, true);
  }
})(window.fallline);
