/** The export dialog's tabs of files: the race's numbers, and the race as standalone HTML. */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { sendWithRetries } from "fallline/core/retry.js";
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
const SHOWN_LINES = 60; // of the CSV file

/**
 * Make the tab that saves the race's numbers.
 * @returns {HTMLElement}
 */
export function makeNumbersTab() {
  const about = say("Every number of every step, run and start, with the scene, the settings, the units and by what it was made.");
  const back = say("The file comes back; this runs its race again and compares every number, bit for bit:");
  const buttons = FORMATS.map(([format, label, options], i) =>
    makeSaveButton(label, () => withQuery(`/race.${format}`, { link: shownLink, ...options }), i > 0),
  );
  const command = makeElement("code", {}, "python app.py trace --from FILE");
  const replay = makeElement("p", { className: "fact" }, back, " ", command);
  const fields = makeElement("div", { className: "fields prose" }, makeElement("p", {}, about), ...buttons, replay);
  const beginning = makeElement("pre", { tabIndex: 0, role: "region", ariaLabel: say("The beginning of the CSV file") });
  showBeginning(beginning);
  return makeElement("div", { className: "exports" }, fields, makeElement("div", { className: "shown scripts" }, beginning));
}

/**
 * Show the first lines of the CSV file; nothing if the server refuses it, as it also does when a button is pressed.
 * @param {HTMLElement} element
 */
async function showBeginning(element) {
  const response = await sendWithRetries(() => fetch(withQuery("/race.csv", { link: shownLink }))).catch(() => null);
  const reader = response?.ok ? response.body?.getReader() : undefined;
  if (!reader) return;
  const { value } = await reader.read();
  await reader.cancel();
  element.textContent = new TextDecoder().decode(value).split("\n").slice(0, SHOWN_LINES).join("\n");
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
  const note = makeElement("p", { className: "fact" }, limit);
  return makeElement("div", { className: "prose" }, makeElement("p", {}, about), download, note);
}
