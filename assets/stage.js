// Has Plotly paint the stages, one per frame so that the clock keeps going, the map first.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: true };
  const nothing = () => ({ data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false } } });
  let turn = 0; // which race the painting is for; an older one stops when a newer one comes

  // A notice, a wider table, a turned phone: whatever the cause, plot and canvas follow their frame.
  const sizes = new ResizeObserver(async (entries) => {
    await Promise.all(entries.map(({ target }) => window.Plotly.Plots.resize(target.querySelector(".plot"))));
    for (const { target } of entries) lab.relay(target.closest(".panel"));
  });
  let turned = false; // whether the visitor, or a link, has placed the surface's camera

  // The surface's camera as it stands, {eye, center, up}; null while it was left alone.
  lab.camera = function () {
    const plot = turned && document.querySelector("#panel-space .plot");
    const scene = plot && plot._fullLayout && plot._fullLayout.scene;
    // Asked of the scene itself, since the camera glides on a little after Plotly has reported its turn.
    return scene ? (scene._scene ? scene._scene.getCamera() : plot.layout.scene.camera) : null;
  };

  // From now on the camera belongs to the link.
  lab.keepCamera = function () {
    turned = true;
  };

  // Paints figures (panel id -> Plotly figure), with the camera left where it is if `steady`, else as the figure says;
  // calls `ready` when the first of them is on the screen.
  lab.paint = async function (figures, steady, ready) {
    const mine = ++turn;
    await plotly();
    const panels = [...document.querySelectorAll(".panel .plot")];
    for (const plot of panels) plot.parentElement.classList.add("stale");
    for (const plot of panels) {
      if (mine !== turn) return;
      const id = plot.closest(".panel").dataset.panel;
      const { data, layout } = figures[id] || nothing();
      if (layout.scene && steady) layout.scene.camera = lab.camera() || layout.scene.camera;
      // A flat plot is made anew: what is left of a former one's constrained axes would shift its labels.
      await window.Plotly[layout.scene ? "react" : "newPlot"](plot, data, layout, CONFIG);
      listen(plot);
      plot.parentElement.classList.remove("stale");
      lab.relay(plot.closest(".panel"));
      if (plot === panels[0]) ready();
      await nextFrame();
    }
  };

  const nextFrame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));

  // Waits until Plotly's script, which loads beside the page, is there.
  async function plotly() {
    while (!window.Plotly) await nextFrame();
  }

  // Hears when a plot's frame changes its size and, once per surface, when its camera was turned.
  function listen(plot) {
    sizes.observe(plot.parentElement);
    if (plot.isHeard || !plot._fullLayout.scene) return;
    plot.isHeard = true;
    plot.on("plotly_relayout", (change) => {
      if (!change["scene.camera"]) return;
      turned = true;
      for (const heard of lab.listeners) heard();
    });
  }
})(window.fallline);
