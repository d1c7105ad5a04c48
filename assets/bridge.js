/**
 * The one classic script, which Dash loads by itself: what Dash calls by name on `window` is handed to the modules. What
 * Dash offers only during a call is read before a module is awaited.
 */
(function bridge() {
  "use strict";

  const store = () => import("fallline/player/store.js");

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = {
    /** Controls have reported. */
    collect() {
      const { triggered } = window.dash_clientside.callback_context;
      store().then(({ collect }) => collect(triggered));
    },

    /**
     * The controls of a race; one of the header's that shows it already is left alone, since it may be about to be turned.
     * @param {import("fallline/types.js").Controls} controls
     * @param {string} height
     * @param {string} theme
     */
    furnish(controls, height, theme) {
      const { no_update } = window.dash_clientside;
      /** @param {string} now @param {string} value */
      const changed = (now, value) => (now === value ? no_update : value);
      const { rail, rates } = controls;
      return [rail, rates, changed(height, controls.height), changed(theme, controls.theme), controls.theme];
    },

    /** The first question to the server: the link in the address bar. */
    boot() {
      import("fallline/main.js").then(({ boot }) => boot());
    },
  };

  /** What dash-mantine-components shows above a slider's thumb. @type {(position: number, slider: any) => string} */
  let sliderLabel = () => "";
  import("fallline/core/numbers.js").then(({ sliderValue }) => (sliderLabel = sliderValue));
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
    /** @param {number} position @param {any} slider */
    sliderLabel: (position, slider) => sliderLabel(position, slider),
  });

  // Dash asks for its layout once; where the server is busy then, the page would stay blank.
  const ask = window.fetch.bind(window);
  window.fetch = async function fetchAgain(what, how) {
    const address = what instanceof Request ? what.url : String(what);
    if (!/\/_dash-(layout|dependencies)/.test(address) || address.includes("cacheKey")) return ask(what, how);
    const { retried } = await import("fallline/core/retry.js");
    return retried(() => ask(what, how));
  };
})();
