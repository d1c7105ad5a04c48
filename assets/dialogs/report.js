/**
 * The tab of reports, which compare the race's optimizers from many starts; the server makes them in the background.
 */
import { makeButton, makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { Job } from "fallline/dialogs/job.js";
import { formatFileSize } from "fallline/dialogs/job_text.js";
import { reportCommand } from "fallline/dialogs/report_command.js";
import { currentLink } from "fallline/player/link.js";

/** @import { Status } from "fallline/dialogs/job_text.js" */

/** @type {[name: string, label: string][]} */
const LANDSCAPES = [
  ["this", say("this landscape")],
  ["speed", say("the speed suite, 27 landscapes")],
  ["basin", say("the basin suite, 23 landscapes")],
];
/** @type {[name: string, label: string][]} */
const SIZES = [
  ["quick", say("quick: a first impression")],
  ["full", say("full: 256 starts, 50 trials of tuning")],
];
const reports = new Job("report", {
  idle: say("Every optimizer of the race runs from many starts: at one learning rate for all, as set here, and tuned by the same number of trials; on the landscape as it is, turned and with noise. The first of the race is the one that the others are held against. The page goes on while the server works."),
  lost: say("The server stopped working on this report; try again, or a quicker one."),
  step: say("part"),
  button: "maps",
  title: say("Report"),
  makeResult,
});
/** The values of the fields, kept while the dialog is closed. */
const chosen = { landscapes: "this", size: "quick" };

/**
 * Make the tab.
 * @returns {HTMLElement}
 */
export function makeReportTab() {
  const [landscapes, size] = [makeSelect(LANDSCAPES, chosen.landscapes), makeSelect(SIZES, chosen.size)];
  const startReport = () => reports.start({ options: { ...chosen } });
  const start = makeButton(say("Make the report"), startReport, { className: "button strong" });
  const command = makeElement("code", {});
  const update = () => {
    Object.assign(chosen, { landscapes: landscapes.value, size: size.value });
    command.textContent = reportCommand(currentLink(), chosen.landscapes);
  };
  for (const each of [landscapes, size]) each.addEventListener("change", update);
  update();
  const fields = [makeField(say("Landscapes"), landscapes), makeField(say("How thorough"), size), start];
  const shell = say("The same in full from a shell, where it can be interrupted and resumed:");
  const about = makeElement("p", { className: "about fact" }, shell, " ", command);
  const parts = [makeElement("div", { className: "fields" }, ...fields), reports.makeStatusElement(start), about];
  return makeElement("div", { className: "mapping report" }, ...parts);
}

/**
 * Make the elements that show a finished report.
 * @param {Status} report
 * @returns {Node[]}
 */
function makeResult({ page, href, bytes = 0, findings = [] }) {
  const properties = { className: "button strong", href: page, target: "_blank", rel: "noopener" };
  const opener = makeElement("a", properties, say("Open the report"));
  const save = makeElement("a", { className: "button", href, download: "" }, say("Download it with all runs"));
  const texts = findings.map(([title, text]) => makeElement("p", {}, makeElement("strong", {}, `${title} `), text));
  return [makeElement("p", { className: "links" }, opener, " ", save, ` ${formatFileSize(bytes)}`), ...texts];
}
