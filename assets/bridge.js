/**
 * The functions that Dash and dash-mantine-components call by name on `window`. This is the only classic script; Dash
 * loads it, and it imports the modules. Values that Dash offers only during a call are read before a module is awaited.
 */
(function bridge() {
  "use strict";

  /**
   * Show that a module did not load, with texts from data attributes of the page, since no module can be used for it.
   */
  function showLoadFailure() {
    const container = document.getElementById("notice");
    if (!container || container.childElementCount) return;
    const reload = document.createElement("button");
    reload.className = "button";
    reload.textContent = container.dataset.reload ?? "";
    reload.addEventListener("click", () => window.location.reload());
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.append(Object.assign(document.createElement("p"), { textContent: container.dataset.failed }), reload);
    container.append(notice);
  }

  /** The last button of the header that was pressed before the modules had loaded. @type {HTMLElement | null} */
  let pressed = null;
  /** @param {Event} event */
  function recordPress({ target }) {
    const button = target instanceof Element ? target.closest("header button") : null;
    if (button instanceof HTMLElement) pressed = button;
  }
  document.addEventListener("click", recordPress);

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = {
    /** Pass the values of the controls that have changed to the store. */
    collect() {
      const { triggered } = window.dash_clientside.callback_context;
      import("fallline/player/store.js").then(({ reportControls }) => reportControls(triggered), showLoadFailure);
    },

    /**
     * Return the controls of a race for Dash: sidebar, learning rates, and the header's height and theme, the last one
     * also for the page. A control of the header that has its value already is not updated, since the visitor may be
     * changing it.
     * @param {import("fallline/types.js").Controls} controls
     * @param {string} height that the header shows
     * @param {string} theme that the header shows
     */
    showControls(controls, height, theme) {
      const { no_update } = window.dash_clientside;
      /** @param {string} current @param {string} value */
      const update = (current, value) => (current === value ? no_update : value);
      const { sidebar, rates } = controls;
      return [sidebar, rates, update(height, controls.height), update(theme, controls.theme), controls.theme];
    },

    /**
     * Start the page, then press the button that the visitor has pressed too early; Dash calls this when it has rendered
     * the page.
     */
    boot() {
      import("fallline/main.js").then(({ boot }) => {
        boot();
        document.removeEventListener("click", recordPress);
        pressed?.click();
      }, showLoadFailure);
    },
  };

  /** @type {typeof import("fallline/core/numbers.js").sliderValue} */
  let sliderLabel = () => "";
  import("fallline/core/numbers.js").then(({ sliderValue }) => (sliderLabel = sliderValue), showLoadFailure);
  /** @type {typeof import("fallline/core/search.js").rankOptions} */
  let rankOptions = ({ options }) => options;
  import("fallline/core/search.js").then((search) => (rankOptions = search.rankOptions), showLoadFailure);
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
    /** Return the options that match what is typed, the best first. @type {typeof rankOptions} */
    rankOptions: (typed) => rankOptions(typed),
    /** Return the text that dash-mantine-components shows above a slider's thumb. @type {typeof sliderLabel} */
    sliderLabel: (position, slider) => sliderLabel(position, slider),
  });

  // Answers are in the language of the page, although the visitor may have chosen another one on another page since.
  const plainFetch = window.fetch.bind(window);
  /** @param {RequestInfo | URL} resource @param {RequestInit} [options] */
  function browserFetch(resource, options) {
    const headers = new Headers(options?.headers ?? (resource instanceof Request ? resource.headers : undefined));
    headers.set("X-Page-Language", document.documentElement.lang);
    return plainFetch(resource, { ...options, headers });
  }

  // Dash requests its layout only once; if the server were busy then, the page would stay blank.
  window.fetch = async function fetchWithRetries(resource, options) {
    const address = resource instanceof Request ? resource.url : String(resource);
    const isLayout = /\/_dash-(layout|dependencies)/.test(address) && !address.includes("cacheKey");
    if (!isLayout) return browserFetch(resource, options);
    const answer = await browserFetch(resource, options).catch(() => null);
    if (answer?.ok) return answer;
    const { sendWithRetries } = await import("fallline/core/retry.js");
    return sendWithRetries(() => browserFetch(resource, options));
  };
})();
