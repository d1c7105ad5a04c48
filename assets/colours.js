// The colours of maps: of minima, of failures, of step counts, of a difference.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  let chosen = null; // what the server has chosen, fallline/picture/palette.py: {minima, steps, failed: {light, dark}, versus}
  const theme = () => document.documentElement.dataset.theme;
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const mix = (one, other, share) => one.map((value, at) => Math.round(value + (other[at] - value) * share));
  const css = (colour) => `rgb(${colour.join(",")})`;

  lab.tints = {
    use: (colours) => (chosen = colours),
    css,
    versus: () => chosen.versus.map(rgb),
    minimum: (which) => rgb(chosen.minima[which % chosen.minima.length]),
    failed: (became) => rgb(chosen.failed[theme()][-1 - became]), // -1 still going, -2 stalled elsewhere, -3 diverged
    paper: () => rgb(lab.race.paper),
    // A share of 0 (few steps) to 1 (many).
    steps(share) {
      const scale = chosen.steps;
      const at = Math.min(Math.max(share, 0), 1) * (scale.length - 1);
      const low = Math.min(Math.floor(at), scale.length - 2);
      return mix(rgb(scale[low]), rgb(scale[low + 1]), at - low);
    },
    mix,
  };
})(window.fallline);
