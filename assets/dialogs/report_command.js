/** The shell command that makes a report. */

/**
 * Return the shell command that makes a report on a link's race.
 * @param {string} link
 * @param {string} landscapes "this", or the name of a suite
 * @returns {string}
 */
export function reportCommand(link, landscapes) {
  const suite = landscapes === "this" ? "" : ` --landscapes ${landscapes}`;
  return `python app.py study report '${link}'${suite} --out folder --workers 2`;
}
