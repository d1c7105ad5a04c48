/** How far the reader has come in each lesson, which this browser alone keeps. */
import { keep, kept } from "fallline/core/storage.js";

/**
 * How far the reader has come in a lesson.
 * @typedef {object} Progress
 * @property {number} page the one that was read last
 * @property {number[]} done the pages that were read to the end
 * @property {Record<string, boolean>} scored whether a prediction was right, by the place of its page
 */
/** @typedef {Record<string, Partial<Progress>>} Kept the progress by a lesson's id */

const KEY = "fallline.lessons";

/**
 * The progress in one lesson, of what is kept of all.
 * @param {Kept | null} all
 * @param {string} id
 * @returns {Progress}
 */
export const progressIn = (all, id) => ({ page: 1, done: [], scored: {}, ...all?.[id] });

/**
 * What is to be kept of all lessons after news of one.
 * @param {Kept | null} all
 * @param {string} id
 * @param {Partial<Progress>} news
 * @returns {Kept}
 */
export const withNews = (all, id, news) => ({ ...all, [id]: { ...progressIn(all, id), ...news } });

/**
 * Pages in their order, with one more.
 * @param {number[]} pages
 * @param {number} page
 * @returns {number[]}
 */
export const withPage = (pages, page) => (pages.includes(page) ? pages : [...pages, page].sort((a, b) => a - b));

/**
 * How many predictions there were, and how many were right.
 * @param {Progress} progress
 * @returns {{ asked: number, right: number }}
 */
export function scoreOf({ scored }) {
  const all = Object.values(scored);
  return { asked: all.length, right: all.filter(Boolean).length };
}

/**
 * The progress in a lesson.
 * @param {string} id
 * @returns {Progress}
 */
export const progressOf = (id) => progressIn(kept(KEY), id);

/**
 * @param {string} id
 * @param {Partial<Progress>} news
 */
const note = (id, news) => void keep(KEY, withNews(kept(KEY), id, news));

/**
 * Notes which page of a lesson is read.
 * @param {string} id
 * @param {number} page
 */
export const notePage = (id, page) => note(id, { page });

/**
 * Notes that a page was read to the end.
 * @param {string} id
 * @param {number} page
 */
export const noteDone = (id, page) => note(id, { done: withPage(progressOf(id).done, page) });

/**
 * Notes whether a prediction was right.
 * @param {string} id
 * @param {string} place of the page
 * @param {boolean} right
 */
export const noteScore = (id, place, right) => note(id, { scored: { ...progressOf(id).scored, [place]: right } });
