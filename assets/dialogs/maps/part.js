/** What the tabs of the maps have in common. */

/**
 * Calls `begin` once a part is on the screen, unless another tab was chosen at once, and `end` when its dialog closes.
 * @param {HTMLElement} part
 * @param {() => void} begin
 * @param {() => void} end
 */
export function onceShown(part, begin, end) {
  requestAnimationFrame(() => {
    if (!part.isConnected) return;
    part.closest("dialog")?.addEventListener("close", end);
    begin();
  });
}

/**
 * What to say where a computation has ended early.
 * @param {unknown} problem what was thrown
 * @param {string} [stopped] the words for one that the visitor has stopped
 * @returns {string}
 */
export function problemWords(problem, stopped) {
  if (!(problem instanceof Error)) return String(problem);
  return stopped !== undefined && problem.name === "AbortError" ? stopped : problem.message;
}
