/** The step at which a new race begins. */
import { prefersReducedMotion } from "fallline/core/page.js";
import { isSameLandscape, isSameRace } from "fallline/race/data.js";

/** @import { RaceDrawingMessage } from "fallline/types.js" */

/**
 * The clock before a new race: its step, whether it ran, whether it ran or was at the race's end (`wasMoving`), and the
 * link that was on show, null before the first race.
 * @typedef {{ step: number, playing: boolean, wasMoving: boolean, link: string | null }} Clock
 */

/**
 * Choose the step to show first: that of the link; the step on show if only the view has changed, or if the visitor has
 * paused in the middle of a race on the same landscape; else the start, or the end for visitors who prefer reduced
 * motion.
 * @param {RaceDrawingMessage} stage the new race
 * @param {Clock} before
 * @returns {{ step: number, plays: boolean }}
 */
export function chooseFirstStep(stage, before) {
  const { t, steps } = stage.shared;
  if (t >= 0 && !stage.edited) return { step: t, plays: false };
  if (before.link !== null && staysAtStep(stage, before.link, before.wasMoving)) {
    return { step: Math.min(before.step, steps), plays: before.playing };
  }
  const still = prefersReducedMotion();
  return { step: still ? steps : 0, plays: !still };
}

/**
 * Return whether the same race goes on, or a visitor compares the numbers of one step on the same landscape.
 * @param {RaceDrawingMessage} stage
 * @param {string} link that was on show
 * @param {boolean} wasMoving
 */
const staysAtStep = (stage, link, wasMoving) =>
  isSameRace(link, stage.link, stage.viewKeys) || (!wasMoving && isSameLandscape(link, stage.link));
