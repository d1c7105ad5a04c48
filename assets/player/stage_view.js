/** What is large on the stage, chosen by the link and by the visitor: "map", "surface", "both", or "auto". */

/** What a link without the word `stage` shows: the surface; on a narrow page and inside a step the map. */
export const DEFAULT_STAGE_VIEW = "auto";

export let stageView = DEFAULT_STAGE_VIEW;

/**
 * Choose what is large.
 * @param {string} view "map", "surface", "both" or "auto"
 */
export function setStageView(view) {
  stageView = view;
}
