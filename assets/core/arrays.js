/** Decoding of the arrays that the server sends as base64 text. */

/** @import { NdArray, PackedArray } from "fallline/types.js" */

/**
 * Decode a base64 text to bytes.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decodeBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i); // several times as fast as Uint8Array.from
  return bytes;
}

/**
 * Unpack an array: kind "f4" to float32, "f8" to float64.
 * @param {PackedArray} packed
 * @returns {NdArray}
 */
export function unpackArray({ kind, data, shape }) {
  const { buffer } = decodeBase64(data);
  return { values: kind === "f4" ? new Float32Array(buffer) : new Float64Array(buffer), shape };
}

/**
 * Unpack every array of a record.
 * @param {Record<string, PackedArray>} packed
 * @returns {Record<string, NdArray>}
 */
export const unpackArrays = (packed) =>
  Object.fromEntries(Object.entries(packed).map(([name, array]) => [name, unpackArray(array)]));

/**
 * Return row t of an array of shape (steps+1, columns).
 * @param {NdArray} array
 * @param {number} t
 * @returns {number[]}
 */
export const rowAt = ({ values, shape }, t) => Array.from(values.subarray(t * shape[1], (t + 1) * shape[1]));
