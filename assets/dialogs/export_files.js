/** The export dialog's tabs of files: the race's numbers, and the race as standalone HTML. */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { makeSaveButton } from "fallline/dialogs/save_button.js";
import { sharedLink, shownLink } from "fallline/player/link.js";

/** @type {[format: string, label: string, options: Record<string, string>][]} */
const FORMATS = [
  ["csv", say("CSV, for a spreadsheet"), {}],
  ["csv", say("CSV with decimal commas"), { decimal: "comma" }],
  ["json", say("JSON, for a program"), {}],
  ["npz", say("NPZ, for numpy"), {}],
];

/**
 * Make the tab that saves the race's numbers.
 * @returns {HTMLElement}
 */
export function makeNumbersTab() {
  const about = say("Every number of every step, run and start, with the scene, the settings, the units and by what it was made.");
  const back = say("The file comes back; this runs its race again and compares every number, bit for bit:");
  const buttons = FORMATS.map(([format, label, options]) =>
    makeSaveButton(label, () => withQuery(`/race.${format}`, { link: shownLink, ...options })),
  );
  const command = makeElement("code", {}, "python app.py trace --from FILE");
  const replay = makeElement("p", { className: "fact" }, back, " ", command);
  return makeElement("div", {}, makeElement("p", {}, about), ...buttons, replay);
}

/**
 * Make the tab that saves the race as standalone HTML.
 * @returns {HTMLElement}
 */
export function makePageTab() {
  const theme = currentTheme();
  const about = say("One HTML file with this race in it, for a course's site or an e-mail: it plays, and its surface turns, without a server and without the network.");
  const limit = say("At most 6 million bytes. Where there are more trails than fit in, fewer are drawn, and the page says how many.");
  const download = makeSaveButton(say("Download the page"), () => withQuery("/page", { link: sharedLink(), theme }));
  return makeElement("div", {}, makeElement("p", {}, about), download, makeElement("p", { className: "fact" }, limit));
}
