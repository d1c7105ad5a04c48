/** The race as files: its numbers, and a page of its own. */
import { make } from "fallline/core/dom.js";
import { theme } from "fallline/core/page.js";
import { addressOf } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { saver } from "fallline/dialogs/saver.js";
import { link, shown } from "fallline/player/link.js";

const KINDS = [
  ["csv", say("CSV, for a spreadsheet")],
  ["json", say("JSON, for a program")],
  ["npz", say("NPZ, for numpy")],
];

/**
 * The part of the dialog with the numbers.
 * @returns {HTMLElement}
 */
export function numbersPart() {
  const about = say("Every number of every step, run and start, with the scene, the settings, the units and by what it was made.");
  const back = say("The file comes back; this runs its race again and compares every number, bit for bit:");
  const savers = KINDS.map(([kind, words]) => saver(words, () => addressOf(`/race.${kind}`, { link: shown })));
  const command = make("code", {}, "python app.py trace --from FILE");
  return make("div", {}, make("p", {}, about), ...savers, make("p", { className: "fact" }, back, " ", command));
}

/**
 * The part of the dialog with the page that travels.
 * @returns {HTMLElement}
 */
export function pagePart() {
  const look = theme();
  const about = say("One HTML file with this race in it, for a course's site or an e-mail: it plays, and its surface turns, without a server and without the network.");
  const limit = say("At most 6 million bytes. Where there are more trails than fit in, fewer are drawn, and the page says how many.");
  const download = saver(say("Download the page"), () => addressOf("/page", { link: link(), theme: look }));
  return make("div", {}, make("p", {}, about), download, make("p", { className: "fact" }, limit));
}
