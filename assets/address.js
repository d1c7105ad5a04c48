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
    window.dash_clientside.set_props("address", { data: { link: asked(), theme: theme(), shown: true } });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
    // The first question to the server: the link in the address bar.
    boot: () => ({ link: asked(), theme: theme() }),

    // Shows that the server has been asked, until it has answered with a race or a refusal.
    wait: function () {
      const by = window.dash_clientside.callback_context.triggered.map((each) => each.prop_id);
      const busy = by.includes("address.data");
      document.documentElement.toggleAttribute("data-busy", busy);
      if (!busy) lab.endPreview(false); // refused; of a race that has come nothing is left to end
    },

    // A race from the server: figures to Plotly, actors to the painters, the link to the address bar.
    load: function (stage) {
      if (stage.refused !== undefined) return window.dash_clientside.set_props("refused", { data: stage.refused });
      lab.buildTransport();
      lab.shown = stage.link;
      document.documentElement.dataset.theme = stage.theme;
      if (/(^|&)camera=/.test(lab.shown)) lab.keepCamera();
      document.documentElement.removeAttribute("data-busy");
      document.getElementById("landscape-name").textContent = stage.shared.landscape;
      lab.looks = stage.looks;
      lab.take(stage);
      lab.setUp(stage.shared);
      lab.buildInside();
      lab.hint();
      lab.showLesson(stage.shared.lesson);
      lab.classHears();
      lab.paint(stage.figures, stage.edited, lab.start);
      if (stage.edited) write("pushState");
      if (!lab.listeners.includes(later)) lab.listeners.push(later);
      return window.dash_clientside.set_props("loaded", { data: { asked: stage.asked, link: stage.link, theme: stage.theme } });
    },
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
