// Has Plotly paint the stages, one per frame so that the clock keeps going, the map first.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: true };
  const ROOM = 1.15; // the ratio of width to height that the standard eye needs
  let turn = 0; // which race the painting is for; an older one stops when a newer one comes

  // A notice, a wider table, a turned phone: whatever the cause, plot and canvas follow their frame.
  const sizes = new ResizeObserver(async (entries) => {
    const shown = entries.map(({ target }) => target).filter((frame) => frame.offsetParent !== null);
    await Promise.all(shown.map((frame) => window.Plotly.Plots.resize(frame.querySelector(".plot"))));
    for (const frame of shown) lab.relay(frame.closest(".panel"));
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
    const panels = [...document.querySelectorAll(".panel .plot")].filter((plot) => figures[plot.closest(".panel").dataset.panel]);
    if (!panels.length) ready();
    for (const plot of panels) plot.parentElement.classList.add("stale");
    for (const plot of panels) {
      if (mine !== turn) return;
      const id = plot.closest(".panel").dataset.panel;
      const { data, layout } = lab.titled(figures[id]);
      if (layout.scene && steady) layout.scene.camera = lab.camera() || layout.scene.camera;
      if (layout.scene && !turned) stepBack(layout.scene.camera.eye, plot);
      // A flat plot is made anew: what is left of a former one's constrained axes would shift its labels.
      await window.Plotly[layout.scene ? "react" : "newPlot"](plot, data, layout, CONFIG);
      listen(plot);
      plot.parentElement.classList.remove("stale");
      lab.relay(plot.closest(".panel"));
      if (plot === panels[0]) ready();
      await nextFrame();
    }
  };

  // In a narrow frame the standard eye stands farther away, so that the surface and its axes fit in.
  function stepBack(eye, plot) {
    const { width, height } = plot.parentElement.getBoundingClientRect();
    const by = Math.max(1, (ROOM * height) / width);
    for (const axis of ["x", "y", "z"]) eye[axis] *= by;
  }

  // The surface by keys: arrows turn it, plus and minus come nearer and go away.
  const TURN = Math.PI / 24;
  const KEYS = { // by how much the eye goes round, up, and away
    ArrowLeft: [-TURN, 0, 1],
    ArrowRight: [TURN, 0, 1],
    ArrowUp: [0, TURN, 1],
    ArrowDown: [0, -TURN, 1],
    "+": [0, 0, 0.9],
    "-": [0, 0, 1 / 0.9],
  };

  function turnByKeys(plot) {
    const frame = plot.parentElement;
    Object.assign(frame, { tabIndex: 0, ariaLabel: lab.say("The surface: turn it with the arrow keys, plus and minus for the distance") });
    frame.setAttribute("role", "application");
    frame.addEventListener("keydown", (event) => {
      const by = KEYS[event.key];
      if (!by || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const camera = plot._fullLayout.scene._scene.getCamera();
      const { x, y, z } = camera.eye;
      const far = Math.hypot(x, y, z) * by[2];
      const round = Math.atan2(y, x) + by[0];
      const up = Math.min(Math.max(Math.asin(z / Math.hypot(x, y, z)) + by[1], -1.5), 1.5);
      camera.eye = { x: far * Math.cos(up) * Math.cos(round), y: far * Math.cos(up) * Math.sin(round), z: far * Math.sin(up) };
      window.Plotly.relayout(plot, { "scene.camera": camera });
    });
  }

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
    turnByKeys(plot);
    plot.on("plotly_relayout", (change) => {
      if (!change["scene.camera"]) return;
      turned = true;
      for (const heard of lab.listeners) heard();
    });
  }
})(window.fallline);
