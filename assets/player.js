// The clock. Everything that moves, moves through lab.seek(t); nothing here calls the server.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  lab.painters = lab.painters || {}; // overlay name -> function (figure element, what it needs, race) -> { lay(), draw(t) }
  lab.race = null; // what every painter shares: steps, runs and those of the race before with unpacked arrays, colours
  lab.t = 0;
  lab.speed = 1; // steps per second, until the first race says otherwise
  lab.playing = false;
  lab.listeners = lab.listeners || []; // functions called after each seek or change of play, without arguments

  let shownLink = null; // the link of the race on show
  let live = []; // the painters of the race on show
  const unlaid = new Set(); // the painters whose pixels have to be found anew
  let owed = 0; // fractions of steps that the clock has not shown yet
  let served = null; // the speed that the last link asked for
  let held = true; // whether the clock waits for the first stage to be painted
  let last = 0; // time of the last frame, ms
  let aside = null; // what a preview has replaced: {t, playing, start, paths}

  // {kind: "f4" or "f8", data, shape} -> {values: Float32Array or Float64Array, shape}
  lab.unpack = function ({ kind, data, shape }) {
    const letters = atob(data);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
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
  const raceOf = lab.raceOf = (link, looks) => link.split("&").filter((word) => !looks.includes(word.split("=")[0])).join("&");
  const groundOf = (link) => link.split("&").find((word) => word.startsWith("on="));

  // Takes a new race: stage.shared and stage.actors as the server packs them.
  lab.take = function (stage) {
    const before = lab.race ? shownLink : null;
    const moving = !before || lab.playing || lab.t >= lab.race.steps;
    const race = stage.shared;
    for (const run of [...race.runs, ...race.before]) {
      for (const name of ["paths", "spent", "gap"]) run[name] = lab.unpack(run[name]);
    }
    for (const run of race.runs) {
      run.points = lab.unpack(run.points);
      for (const group of [run.arrays, run.drawn]) for (const name of Object.keys(group)) group[name] = lab.unpack(group[name]);
    }
    if (!stage.edited) lab.inside = race.inside;
    lab.race = race;
    aside = null;
    delete document.documentElement.dataset.previewing;
    live = [];
    for (const panel of document.querySelectorAll(".panel")) {
      const needs = stage.actors[panel.dataset.panel]; // none for a panel that is left out
      const make = needs && lab.painters[panel.dataset.overlay];
      if (make) live.push({ kind: panel.dataset.overlay, panel, ...make(panel, needs, race) });
    }
    lab.relay();
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

  // Shows the whole trails from another start while it is being dragged: {paths: one packed array per run}.
  lab.preview = function ({ paths }, start) {
    const { race } = lab;
    if (paths.length !== race.runs.length) return;
    aside = aside || { t: lab.t, playing: lab.playing, start: race.start, paths: race.runs.map((run) => run.paths) };
    race.runs.forEach((run, which) => (run.paths = lab.unpack(paths[which])));
    race.start = start;
    race.stale = true; // trails and numbers do not belong together
    document.documentElement.dataset.previewing = "";
    lab.playing = false;
    lab.t = race.steps;
    lab.relay();
  };

  // Ends that. Where the start is asked for (`stays`), the new trails are shown until the race from there has come, or
  // has been refused: then, as where the start goes back, the old ones return.
  lab.endPreview = function (stays) {
    if (!aside) return;
    const { race } = lab;
    [lab.t, lab.playing] = [aside.t, aside.playing];
    if (!stays) {
      race.runs.forEach((run, which) => (run.paths = aside.paths[which]));
      race.start = aside.start;
      race.stale = false;
      aside = null;
      delete document.documentElement.dataset.previewing;
    }
    lab.relay();
  };

  // The painters of the race on show, each {kind, lay, draw}, to be measured.
  lab.painting = () => live;

  // Asks for the pixels of one panel, or of all, to be found anew before the next frame.
  lab.relay = function (panel) {
    for (const painter of live) if (!(panel instanceof Element) || painter.panel === panel) unlaid.add(painter);
  };

  function frame(now) {
    requestAnimationFrame(frame);
    const passed = Math.min(now - last, 250);
    last = now;
    if (!lab.race) return;
    const due = [...unlaid].filter(({ panel }) => !panel.querySelector(".frame.stale")); // a stage comes before its actors
    for (const painter of due) {
      unlaid.delete(painter);
      if (live.includes(painter)) painter.lay();
    }
    if (due.length) lab.seek(lab.t);
    for (const painter of live) if (painter.moved && painter.moved()) painter.draw(lab.t);
    if (!lab.playing || held) return;
    owed += (passed * lab.speed) / 1000;
    const steps = Math.floor(owed);
    if (!steps) return;
    owed -= steps;
    if (lab.t + steps >= lab.race.steps) lab.playing = false;
    lab.seek(lab.t + steps);
  }

  window.addEventListener("resize", lab.relay);
  requestAnimationFrame(frame);
})(window.fallline);
