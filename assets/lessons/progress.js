/** The reader's progress in the lessons, stored in this browser only. */
import { readStored, writeStored } from "fallline/core/storage.js";

/**
 * The progress in one lesson.
 * @typedef {object} Progress
 * @property {number} page the one that was opened last, from 1
 * @property {number[]} done the pages that were read to the end, ascending
 * @property {Record<string, boolean>} scored whether a prediction was right, by the place of its page
 */
/** @typedef {Record<string, Partial<Progress>>} AllProgress the progress by a lesson's id */

const KEY = "fallline.lessons"; // of localStorage

/**
 * Return the progress in one lesson, with defaults for what is missing.
 * @param {AllProgress | null} all
 * @param {string} id
 * @returns {Progress}
 */
export const selectProgress = (all, id) => ({ page: 1, done: [], scored: {}, ...all?.[id] });

/**
 * Return the progress in all lessons with changes in one of them.
 * @param {AllProgress | null} all
 * @param {string} id
 * @param {Partial<Progress>} changes
 * @returns {AllProgress} a new object
 */
export const mergeProgress = (all, id, changes) => ({ ...all, [id]: { ...selectProgress(all, id), ...changes } });

/**
 * Return ascending pages with one more, unless they have it already.
 * @param {number[]} pages
 * @param {number} page
 * @returns {number[]}
 */
export const addPageNumber = (pages, page) => (pages.includes(page) ? pages : [...pages, page].sort((a, b) => a - b));

/**
 * Count the predictions, and the right ones among them.
 * @param {Progress} progress
 * @returns {{ count: number, right: number }}
 */
export function countScores({ scored }) {
  const all = Object.values(scored);
  return { count: all.length, right: all.filter(Boolean).length };
}

/**
 * Return the stored progress in a lesson.
 * @param {string} id
 * @returns {Progress}
 */
export const readProgress = (id) => selectProgress(readStored(KEY), id);

/**
 * @param {string} id
 * @param {Partial<Progress>} changes
 */
const save = (id, changes) => void writeStored(KEY, mergeProgress(readStored(KEY), id, changes));

/**
 * Store which page of a lesson was opened last.
 * @param {string} id
 * @param {number} page from 1
 */
export const saveLastPage = (id, page) => save(id, { page });

/**
 * Store that a page was read to the end.
 * @param {string} id
 * @param {number} page from 1
 */
export const savePageDone = (id, page) => save(id, { done: addPageNumber(readProgress(id).done, page) });

/**
 * Store whether a prediction was right.
 * @param {string} id
 * @param {string} place of the page
 * @param {boolean} right
 */
export const saveScore = (id, place, right) => save(id, { scored: { ...readProgress(id).scored, [place]: right } });
