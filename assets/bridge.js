/**
 * The one classic script, which Dash loads by itself: what Dash calls by name on `window` is handed to the modules. What
 * Dash offers only during a call is read before a module is awaited.
 */
(function bridge() {
  "use strict";

  /** Says that a module did not load, in words that the page was made with: no module is needed for it. */
  function tellFailure() {
    const place = document.getElementById("notice");
    if (!place || place.childElementCount) return;
    const reload = document.createElement("button");
    reload.className = "button";
    reload.textContent = place.dataset.reload ?? "";
    reload.addEventListener("click", () => window.location.reload());
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.append(Object.assign(document.createElement("p"), { textContent: place.dataset.failed }), reload);
    place.append(notice);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = {
    /** Controls have reported. */
    collect() {
      const { triggered } = window.dash_clientside.callback_context;
      import("fallline/player/store.js").then(({ collect }) => collect(triggered), tellFailure);
    },

    /**
     * Hands Dash the controls of a race. One of the header's that shows its value already is left alone, since it may be
     * about to be turned.
     * @param {import("fallline/types.js").Controls} controls
     * @param {string} height
     * @param {string} theme
     */
    showControls(controls, height, theme) {
      const { no_update } = window.dash_clientside;
      /** @param {string} now @param {string} value */
      const changed = (now, value) => (now === value ? no_update : value);
      const { rail, rates } = controls;
      return [rail, rates, changed(height, controls.height), changed(theme, controls.theme), controls.theme];
    },

    /** Dash has made the page: the first question to the server is the link in the address bar. */
    boot() {
      import("fallline/main.js").then(({ boot }) => boot(), tellFailure);
    },
  };

  /** @type {typeof import("fallline/core/numbers.js").sliderValue} */
  let sliderLabel = () => "";
  import("fallline/core/numbers.js").then(({ sliderValue }) => (sliderLabel = sliderValue), tellFailure);
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
    /** What dash-mantine-components shows above a slider's thumb. @type {typeof sliderLabel} */
    sliderLabel: (position, slider) => sliderLabel(position, slider),
  });

  // Dash asks for its layout once; where the server is busy then, the page would stay blank.
  const ask = window.fetch.bind(window);
  window.fetch = async function askAgain(what, how) {
    const address = what instanceof Request ? what.url : String(what);
    if (!/\/_dash-(layout|dependencies)/.test(address) || address.includes("cacheKey")) return ask(what, how);
    const answer = await ask(what, how).catch(() => null);
    if (answer?.ok) return answer;
    const { retried } = await import("fallline/core/retry.js");
    return retried(() => ask(what, how));
  };
})();
