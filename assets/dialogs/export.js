/** The dialog that exports a race: film, figure, data, standalone HTML, code. */
import { makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { makeCodeTab } from "fallline/dialogs/export_code.js";
import { makeFigureTab } from "fallline/dialogs/export_figure.js";
import { makeNumbersTab, makePageTab } from "fallline/dialogs/export_files.js";
import { makeFilmTab } from "fallline/dialogs/film.js";
import { installTabs, openTabbedDialog } from "fallline/dialogs/tabs.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** @import { Answer, Exports } from "fallline/types.js" */
/** @import { Tab } from "fallline/dialogs/tabs.js" */

/** The title of the tab that was open last. */
let lastTitle = say("Film");

/** Open the dialog that exports the race. */
export async function open() {
  player.pause();
  const elements = openTabbedDialog("exporting", say("Export"), say("Kind of file"));
  /** @type {Answer<Exports>} */
  const exports = await getJson("/exports", { link: shownLink });
  if (exports.problem !== undefined) {
    const problem = say("The server does not answer; close this and try again.");
    return elements.panel.replaceChildren(makeElement("p", { className: "warning" }, problem));
  }
  return installTabs(elements, listTabs(exports), lastTitle, (title) => (lastTitle = title));
}

/**
 * @param {Exports} exports
 * @returns {Tab[]}
 */
const listTabs = ({ film, figure, fileStem }) => [
  [say("Film"), () => makeFilmTab(film)],
  [say("Figure"), () => makeFigureTab(figure, fileStem)],
  [say("Data"), makeNumbersTab],
  [say("Web page"), makePageTab],
  [say("Code"), makeCodeTab],
];
