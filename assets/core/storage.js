/** Values that the browser stores for the page. Everything works without a store, as in some private windows. */

/** @typedef {"localStorage" | "sessionStorage"} StoreName permanent, or for this tab only */

/**
 * Return the value stored under a key, or null if there is none.
 * @param {string} key
 * @param {StoreName} [store]
 * @returns {any}
 */
export function readStored(key, store = "localStorage") {
  try {
    return JSON.parse(window[store].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Store a value under a key, or remove the key if the value is null; return the value.
 * @template T
 * @param {string} key
 * @param {T} value
 * @param {StoreName} [store]
 * @returns {T}
 */
export function writeStored(key, value, store = "localStorage") {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, JSON.stringify(value));
  } catch {
    // There is no store, or it is full: nothing is stored.
  }
  return value;
}
