/** What the browser keeps for the page. Where it keeps nothing, as in some private windows, everything works without. */

/** @typedef {"localStorage" | "sessionStorage"} Store for good, or for this tab alone */

/**
 * What is kept under a key; null if nothing.
 * @param {string} key
 * @param {Store} [store]
 * @returns {any}
 */
export function kept(key, store = "localStorage") {
  try {
    return JSON.parse(window[store].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Keeps a value, or forgets the key where the value is null; returns the value.
 * @template T
 * @param {string} key
 * @param {T} value
 * @param {Store} [store]
 * @returns {T}
 */
export function keep(key, value, store = "localStorage") {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, JSON.stringify(value));
  } catch {
    // There is no store, or it is full: nothing is kept.
  }
  return value;
}
