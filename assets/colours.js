// The colours of maps: of minima, of failures, of step counts, of a difference. Told apart by every colour vision.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // Tol's muted scheme (2021), for minima; the runs' own colours mean runs and nothing else.
  const MINIMA = ["#88ccee", "#cc6677", "#ddcc77", "#117733", "#aa4499", "#44aa99", "#999933", "#332288", "#882255"];
  const SCALE = ["#fde725", "#5ec962", "#21918c", "#3b528b", "#440154"]; // few steps to many
  const FAILED = { light: ["#c9d1d9", "#8b95a1", "#2b3440"], dark: ["#3a4653", "#76838f", "#e3e9ef"] };
  const VERSUS = ["#3b6fb5", "#d98c21"]; // the first is better, the second is
  const theme = () => document.documentElement.dataset.theme;
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const mix = (one, other, share) => one.map((value, at) => Math.round(value + (other[at] - value) * share));
  const css = (colour) => `rgb(${colour.join(",")})`;

  lab.tints = {
    css,
    versus: () => VERSUS.map(rgb),
    minimum: (which) => rgb(MINIMA[which % MINIMA.length]),
    failed: (became) => rgb(FAILED[theme()][-1 - became]), // -1 still going, -2 stalled elsewhere, -3 diverged
    paper: () => rgb(theme() === "dark" ? "#10161e" : "#ffffff"),
    // A share of 0 (few steps) to 1 (many).
    steps(share) {
      const at = Math.min(Math.max(share, 0), 1) * (SCALE.length - 1);
      const low = Math.min(Math.floor(at), SCALE.length - 2);
      return mix(rgb(SCALE[low]), rgb(SCALE[low + 1]), at - low);
    },
    mix,
  };
})(window.fallline);
