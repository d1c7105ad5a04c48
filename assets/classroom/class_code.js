/** The code of a class, as people type and read it. */

const GROUP = /.{1,3}/g; // letters that are shown together

/**
 * Return the code that a typed text means: in capitals, without spaces and dashes; "" if it cannot be a code.
 * @param {string} text
 * @returns {string}
 */
export function readCode(text) {
  const code = text.toUpperCase().replace(/[\s\p{Dash_Punctuation}]/gu, "");
  return /^[A-Z0-9]+$/.test(code) ? code : "";
}

/**
 * Return a code as it is shown: in groups of three letters, on one line.
 * @param {string} code
 * @returns {string}
 */
export const groupCode = (code) => (code.match(GROUP) ?? []).join("\u00a0");
