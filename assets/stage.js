// Has Plotly paint the stages, one per frame so that the clock keeps going, the map first.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, scrollZoom: true };
  const NOTHING = { data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false } } };
  let turn = 0; // which race the painting is for; an older one stops when a newer one comes

  // The camera of the surface as the visitor has turned it: {eye, center, up}, or null while it was left alone.
  lab.camera = null;

  // Paints figures (panel id -> Plotly figure); calls `ready` when the first of them is on the screen.
  lab.paint = async function (figures, ready) {
    const mine = ++turn;
    await plotly();
    const panels = [...document.querySelectorAll(".panel .plot")];
    for (const plot of panels) {
      if (mine !== turn) return;
      const id = plot.closest(".panel").dataset.panel;
      const { data, layout } = figures[id] || NOTHING;
      if (layout.scene && lab.camera) layout.scene.camera = lab.camera;
      await window.Plotly.react(plot, data, layout, CONFIG);
      listen(plot);
      lab.relay();
      if (plot === panels[0]) ready();
      await nextFrame();
    }
  };

  const nextFrame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));

  // Waits until Plotly's script, which loads beside the page, is there.
  async function plotly() {
    while (!window.Plotly) await nextFrame();
  }

  // Hears, once per graph, when it was painted anew and when its camera was turned.
  function listen(plot) {
    if (plot.isHeard) return;
    plot.isHeard = true;
    plot.on("plotly_afterplot", lab.relay);
    plot.on("plotly_relayout", (change) => {
      if (!change["scene.camera"]) return;
      lab.camera = JSON.parse(JSON.stringify(change["scene.camera"]));
      for (const heard of lab.listeners) heard();
    });
  }
})(window.fallline);
