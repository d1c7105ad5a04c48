// The transport bar and the keys: play, pause, step, scrub, speed.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const SPEEDS = [5, 15, 30, 60, 120, 240, 480, 960];
  const ICONS = {
    restart: "M2 2h2.5v5L14 2v12L4.5 9v5H2z",
    play: "M3 1.5 14 8 3 14.5z",
    pause: "M3 2h3.6v12H3zM9.4 2H13v12H9.4z",
  };
  let parts = null;

  // Puts an icon into a button.
  function draw(button, icon) {
    button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    button.dataset.icon = icon;
  }

  // Builds the bar into #transport, once.
  lab.buildTransport = function () {
    const bar = document.getElementById("transport");
    if (!bar || parts) return;
    const button = (label, name, act, part) => {
      const made = document.createElement("button");
      if (part) made.dataset.part = part;
      made.textContent = label;
      made.title = name;
      made.setAttribute("aria-label", name);
      made.addEventListener("click", act);
      bar.append(made);
      return made;
    };
    draw(button("", say("Restart"), () => { lab.seek(0); lab.play(); }), "restart");
    button("−10", say("Back 10 steps (Shift + Left)"), () => lab.step(-10), "stepping").className = "few";
    button("−1", say("Back 1 step (Left)"), () => lab.step(-1), "stepping");
    const play = button("", say("Play (Space)"), () => (lab.playing ? lab.pause() : lab.play()));
    play.className = "play";
    button("+1", say("Forward 1 step (Right)"), () => lab.step(1), "stepping");
    button("+10", say("Forward 10 steps (Shift + Right)"), () => lab.step(10), "stepping").className = "few";
    const scrub = document.createElement("input");
    Object.assign(scrub, { type: "range", min: 0, value: 0, step: 1, className: "scrub" });
    scrub.setAttribute("aria-label", say("Step"));
    scrub.addEventListener("input", () => { lab.playing = false; lab.seek(Number(scrub.value)); });
    const count = document.createElement("output");
    const speed = document.createElement("select");
    speed.setAttribute("aria-label", say("Speed in steps per second"));
    speed.dataset.part = "speed";
    for (const each of SPEEDS) speed.append(new Option(say("{n} steps/s", { n: each }), each));
    speed.addEventListener("change", () => { lab.speed = Number(speed.value); lab.listeners.forEach((heard) => heard()); });
    bar.append(scrub, count, speed);
    parts = { play, scrub, count, speed };
    lab.listeners.push(show);
  };

  function show() {
    const { play, scrub, count, speed } = parts;
    const icon = lab.playing ? "pause" : "play";
    if (play.dataset.icon !== icon) {
      draw(play, icon);
      play.title = lab.playing ? say("Pause (Space)") : say("Play (Space)");
      play.setAttribute("aria-label", play.title);
    }
    if (Number(scrub.max) !== lab.race.steps) scrub.max = lab.race.steps;
    scrub.value = lab.t;
    count.textContent = `${lab.t} / ${lab.race.steps}`;
    if (![...speed.options].some((option) => Number(option.value) === lab.speed)) speed.append(new Option(say("{n} steps/s", { n: lab.speed }), lab.speed));
    speed.value = String(lab.speed);
  }

  const TYPING = "input:not(.scrub), textarea, select, [role=slider], [role=radio], [role=option], [contenteditable]";
  const PRESSING = "button, summary, a";

  window.addEventListener("keydown", (event) => {
    if (!lab.race || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPING)) return;
    const far = event.shiftKey ? 10 : 1;
    const act = {
      " ": () => (lab.playing ? lab.pause() : lab.play()),
      ArrowLeft: () => lab.step(-far),
      ArrowRight: () => lab.step(far),
      Home: () => { lab.playing = false; lab.seek(0); },
      End: () => { lab.playing = false; lab.seek(lab.race.steps); },
    }[event.key];
    if (!act || (event.key === " " && event.target.closest(PRESSING))) return;
    event.preventDefault();
    act();
  });
})(window.fallline);
