// The clock. Everything that moves, moves through lab.seek(t); nothing here calls the server.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  lab.painters = lab.painters || {}; // overlay name -> function (figure element, what it needs, race) -> { lay(), draw(t) }
  lab.race = null; // what every painter shares: steps, runs with unpacked arrays, colours
  lab.t = 0;
  lab.speed = 1; // steps per second, until the first race says otherwise
  lab.playing = false;
  lab.listeners = []; // functions called after each seek or change of play, without arguments

  let shownLink = null; // the link of the race on show
  let live = []; // the painters of the race on show
  let unlaid = false; // whether pixels have to be found anew
  let owed = 0; // fractions of steps that the clock has not shown yet
  let served = null; // the speed that the last link asked for
  let held = true; // whether the clock waits for the first stage to be painted
  let last = 0; // time of the last frame, ms

  // {kind: "f4" or "f8", data, shape} -> {values: Float32Array or Float64Array, shape}
  lab.unpack = function ({ kind, data, shape }) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    return { values: new (kind === "f4" ? Float32Array : Float64Array)(bytes.buffer), shape };
  };

  // Shows step t (kept within the race) on every panel.
  lab.seek = function (t) {
    if (!lab.race) return;
    lab.t = Math.min(Math.max(Math.round(t), 0), lab.race.steps);
    for (const painter of live) painter.draw(lab.t);
    for (const heard of lab.listeners) heard();
  };

  lab.play = function () {
    if (!lab.race) return;
    if (lab.t >= lab.race.steps) lab.seek(0);
    lab.playing = true;
    owed = 0;
    lab.seek(lab.t);
  };

  lab.pause = function () {
    lab.playing = false;
    lab.seek(lab.t);
  };

  // Pauses and moves by some steps.
  lab.step = function (by) {
    lab.playing = false;
    lab.seek(lab.t + by);
  };

  // The words of a link that make the race, those of a look left out, and the one that names its landscape.
  const raceOf = (link, looks) => link.split("&").filter((word) => !looks.includes(word.split("=")[0])).join("&");
  const groundOf = (link) => link.split("&").find((word) => word.startsWith("on="));

  // Takes a new race: stage.shared and stage.actors as the server packs them.
  lab.take = function (stage) {
    const before = lab.race ? shownLink : null;
    const moving = !before || lab.playing || lab.t >= lab.race.steps;
    const race = stage.shared;
    for (const run of race.runs) {
      run.paths = lab.unpack(run.paths);
      run.points = lab.unpack(run.points);
      for (const name of Object.keys(run.arrays)) run.arrays[name] = lab.unpack(run.arrays[name]);
    }
    lab.race = race;
    live = [];
    for (const panel of document.querySelectorAll(".panel")) {
      const make = lab.painters[panel.dataset.overlay];
      if (make) live.push({ kind: panel.dataset.overlay, ...make(panel, stage.actors[panel.dataset.panel], race) });
    }
    unlaid = true;
    if (race.speed !== served) lab.speed = served = race.speed;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    shownLink = stage.link;
    if (race.t >= 0 && !stage.edited) {
      lab.playing = false;
      lab.t = race.t;
    } else if (before && raceOf(before, stage.looks) === raceOf(stage.link, stage.looks)) {
      lab.t = Math.min(lab.t, race.steps); // only the look has changed
    } else if (moving || groundOf(before) !== groundOf(stage.link)) {
      lab.t = still ? race.steps : 0;
      lab.playing = !still;
    } else {
      lab.t = Math.min(lab.t, race.steps); // paused in the middle: numbers can be compared step by step
    }
    held = true;
  };

  // Lets the clock run, once there is something to see.
  lab.start = function () {
    held = false;
    owed = 0;
  };

  // The painters of the race on show, each {kind, lay, draw}, to be measured.
  lab.painting = () => live;

  // Asks for pixels to be found anew before the next frame.
  lab.relay = function () {
    unlaid = true;
  };

  function frame(now) {
    requestAnimationFrame(frame);
    const passed = Math.min(now - last, 250);
    last = now;
    if (!lab.race) return;
    if (unlaid) {
      unlaid = false;
      for (const painter of live) painter.lay();
      lab.seek(lab.t);
    }
    for (const painter of live) if (painter.moved && painter.moved()) painter.draw(lab.t);
    if (!lab.playing || held) return;
    owed += (passed * lab.speed) / 1000;
    const due = Math.floor(owed);
    if (!due) return;
    owed -= due;
    if (lab.t + due >= lab.race.steps) lab.playing = false;
    lab.seek(lab.t + due);
  }

  window.addEventListener("resize", lab.relay);
  requestAnimationFrame(frame);
})(window.fallline);
