// Aiming: the ring that can be dragged, clicks on the map, arrow keys; while the ring is dragged, the trails follow.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const REACH = 22; // half of a 44 px target
  const STILL = 5; // px that a click may wander

  // A place's coordinates, rounded to what a pixel can tell.
  function rounded(map, point) {
    return point.map((value, axis) => {
      const unit = Math.pow(10, Math.floor(Math.log10(1 / (axis ? map.up : map.across))));
      return Number((Math.round(value / unit) * unit).toPrecision(6));
    });
  }

  // The target over the start of a map's frame, made once: {show(map, start)} puts it in its place.
  lab.aim = function (frame) {
    frame.aim = frame.aim || made(frame);
    return frame.aim;
  };

  function made(frame) {
    const handle = document.createElement("button");
    handle.className = "start-handle";
    handle.setAttribute("aria-label", lab.say("Start point: drag it, or move it with the arrow keys"));
    frame.append(handle);
    let held = null;

    const put = (x, y) => {
      handle.style.left = `${x - REACH}px`;
      handle.style.top = `${y - REACH}px`;
    };
    const home = () => put(frame.map.x(lab.race.start[0]), frame.map.y(lab.race.start[1]));
    const at = (event) => {
      const edge = frame.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top];
    };
    // Starts at a pixel of the map; outside it the ring goes back to where the start is.
    function pick(x, y) {
      if (!frame.map.holds(x, y)) return home();
      const place = rounded(frame.map, frame.map.point(x, y));
      if (!lab.race.stale) lab.live.glance(place);
      lab.turn("picked", { place });
    }
    function letGo() {
      held = null;
      lab.live.letGo();
      handle.classList.remove("moving");
    }

    handle.addEventListener("pointerdown", (event) => {
      held = event.pointerId;
      handle.setPointerCapture(held);
    });
    handle.addEventListener("pointermove", (event) => {
      if (held === null) return;
      const [x, y] = at(event);
      put(x, y);
      lab.live.hold();
      handle.classList.add("moving");
      if (!frame.map.holds(x, y)) return;
      const place = rounded(frame.map, frame.map.point(x, y));
      lab.live.want({ start: place }, place);
    });
    handle.addEventListener("pointerup", (event) => {
      const dragged = lab.live.held();
      letGo();
      if (!dragged) return;
      const [x, y] = at(event);
      lab.endPreview(frame.map.holds(x, y));
      pick(x, y);
    });
    handle.addEventListener("pointercancel", () => {
      letGo();
      lab.endPreview(false);
      home();
    });
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 40 : 8;
      const x = parseFloat(handle.style.left) + REACH + far * by[0];
      const y = parseFloat(handle.style.top) + REACH + far * by[1];
      if (!frame.map.holds(x, y)) return;
      put(x, y); // so that quick presses add up
      pick(x, y);
    });
    clicks(frame, handle, pick, at);
    return {
      show(map, start) {
        if (!lab.live.held()) put(map.x(start[0]), map.y(start[1]));
      },
    };
  }

  // A click (not a drag or a scroll) anywhere on the map starts there.
  function clicks(frame, handle, pick, at) {
    let down = null;
    frame.addEventListener("pointerdown", (event) => {
      down = event.target === handle ? null : [event.clientX, event.clientY];
    }, true);
    // On the window, since Plotly lays a cover of its own over the page while a button is down.
    window.addEventListener("pointerup", (event) => {
      const from = down;
      down = null;
      if (!from || !frame.map || Math.hypot(event.clientX - from[0], event.clientY - from[1]) > STILL) return;
      const [x, y] = at(event);
      if (!frame.map.holds(x, y)) return;
      const guessed = lab.guess && lab.guess(rounded(frame.map, frame.map.point(x, y))); // a lesson's question takes it
      if (!guessed) pick(x, y);
    }, true);
  }
})(window.fallline);
