/** Taking a race away: film, figure, numbers, a page of its own, code. */
import { make } from "fallline/core/dom.js";
import { get } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { codePart } from "fallline/dialogs/export_code.js";
import { figurePart } from "fallline/dialogs/export_figure.js";
import { numbersPart, pagePart } from "fallline/dialogs/export_files.js";
import { filmPart } from "fallline/dialogs/film.js";
import { tabs } from "fallline/dialogs/tabs.js";
import * as player from "fallline/player/player.js";

/** @import { Answer, Exports } from "fallline/types.js" */
/** @import { Part } from "fallline/dialogs/tabs.js" */

/** The title of the part that was open last. */
let last = say("Film");

/** Opens the dialog of what can be taken away: film, figure, numbers, page, code. */
export async function open() {
  player.pause();
  const bar = make("div", { className: "takes", role: "tablist", ariaLabel: say("What to take away") });
  const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
  dialog("exporting", say("Take this race with you"), bar, place);
  /** @type {Answer<Exports>} */
  const exports = await get("/exports");
  if (exports.problem !== undefined) {
    const problem = say("The server does not answer; close this and try again.");
    return place.replaceChildren(make("p", { className: "warning" }, problem));
  }
  return tabs(bar, place, partsOf(exports), last, (title) => (last = title));
}

/**
 * @param {Exports} exports
 * @returns {Part[]}
 */
const partsOf = ({ film, figure }) => [
  [say("Film"), () => filmPart(film)],
  [say("Figure"), () => figurePart(figure)],
  [say("Numbers"), numbersPart],
  [say("Web page"), pagePart],
  [say("Code"), codePart],
];
