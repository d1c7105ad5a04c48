/** Arrays that the server sends as text. */

/** @import { Numbers, Packed } from "fallline/types.js" */

/**
 * The bytes of a base64 text.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i); // several times as fast as Uint8Array.from
  return bytes;
}

/**
 * Unpacks an array: "f4" to float32, "f8" to float64.
 * @param {Packed} packed
 * @returns {Numbers}
 */
export function unpack({ kind, data, shape }) {
  const { buffer } = bytesOf(data);
  return { values: kind === "f4" ? new Float32Array(buffer) : new Float64Array(buffer), shape };
}

/**
 * Unpacks each array of a record.
 * @param {Record<string, Packed>} packed
 * @returns {Record<string, Numbers>}
 */
export const unpackAll = (packed) => Object.fromEntries(Object.entries(packed).map(([name, each]) => [name, unpack(each)]));

/**
 * Row t of an array of (steps+1, columns).
 * @param {Numbers} array
 * @param {number} t
 * @returns {number[]}
 */
export const rowOf = ({ values, shape }, t) => Array.from(values.subarray(t * shape[1], (t + 1) * shape[1]));
