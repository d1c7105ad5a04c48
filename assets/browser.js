// What this browser keeps for the page; where it keeps nothing, as in some private windows, everything works without.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // What is kept under a key, null if nothing; `store` is localStorage, or sessionStorage for this tab alone.
  lab.kept = function (key, store = "localStorage") {
    try { return JSON.parse(window[store].getItem(key)); } catch { return null; }
  };

  // Keeps a value, or forgets it where it is null; returns it.
  lab.keep = function (key, value, store = "localStorage") {
    try {
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, JSON.stringify(value));
    } catch { /* no store: nothing is kept */ }
    return value;
  };
})(window.fallline);
