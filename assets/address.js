// The address bar: the only writer of it. The server's part of the link is the race; t, speed, camera and inside are
// ours.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const REST = 400; // ms between two writings of t, speed or camera
  let waiting = null;

  const theme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  // The link in the address bar, without the code of a class, which is no word of a race.
  const asked = () => window.location.search.replace(/^\?/, "").split("&").filter((word) => !word.startsWith("class=")).join("&");

  function write(how) {
    const whole = `/?${lab.link()}`;
    if (whole !== window.location.pathname + window.location.search) window.history[how](null, "", whole);
  }

  // Soon, and not at every tick; an untouched opening page keeps its short address.
  function later() {
    waiting = waiting || setTimeout(() => {
      waiting = null;
      const touched = lab.camera() || lab.inside.length || (!lab.playing && lab.t < lab.race.steps);
      if (asked() || touched) write("replaceState");
    }, REST);
  }

  window.addEventListener("popstate", () => {
    lab.open(asked(), theme());
  });

  // A race from the server: figures to Plotly, actors to the painters, the link to the address bar.
  document.addEventListener("race", ({ detail: race }) => {
    lab.buildTransport();
    lab.shown = race.link;
    document.documentElement.dataset.theme = race.theme;
    if (/(^|&)camera=/.test(lab.shown)) lab.keepCamera();
    document.getElementById("landscape-name").textContent = race.shared.landscape;
    lab.looks = race.looks;
    lab.take(race);
    lab.setUp(race.shared);
    lab.buildInside();
    lab.hint();
    lab.showLesson(race.shared.lesson);
    lab.classHears();
    lab.paint(race.figures, race.edited, lab.start);
    if (race.edited) write("pushState");
    if (!lab.listeners.includes(later)) lab.listeners.push(later);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
    // The first question to the server: the link in the address bar.
    boot: () => void lab.open(asked(), theme()),
  });

  // What dash-mantine-components shows above a slider's thumb: the value at its position.
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
    sliderLabel: function (position, { low, high, log, whole, stops }) {
      if (position === 0 || position === stops) return String(position ? high : low);
      const share = position / stops;
      const value = log ? low * Math.pow(high / low, share) : low + (high - low) * share;
      return whole ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
    },
  });
})(window.fallline);
