/** A report on the optimizers of the race: who is faster, by how much, and how sure that is. */
import { button, field, make, select } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { Job } from "fallline/dialogs/job.js";
import { millionBytes } from "fallline/dialogs/job_text.js";
import { reportCommand } from "fallline/dialogs/report_command.js";
import { link } from "fallline/player/link.js";

/** @import { Status } from "fallline/dialogs/job_text.js" */

/** @type {[name: string, words: string][]} */
const LANDSCAPES = [
  ["this", say("this landscape")],
  ["speed", say("the speed suite, 27 landscapes")],
  ["basin", say("the basin suite, 23 landscapes")],
];
/** @type {[name: string, words: string][]} */
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
  made: reportNodes,
});
/** What was chosen last. */
const chosen = { landscapes: "this", size: "quick" };

/**
 * The part of the dialog on reports.
 * @returns {HTMLElement}
 */
export function reportPart() {
  const [where, size] = [select(LANDSCAPES, chosen.landscapes), select(SIZES, chosen.size)];
  const ask = () => reports.ask({ how: { ...chosen } });
  const start = button(say("Make the report"), ask, { className: "button strong" });
  const command = make("code", {});
  const update = () => {
    Object.assign(chosen, { landscapes: where.value, size: size.value });
    command.textContent = reportCommand(link(), chosen.landscapes);
  };
  for (const each of [where, size]) each.addEventListener("change", update);
  update();
  const fields = [field(say("Landscapes"), where), field(say("How thorough"), size), start];
  const shell = say("The same in full from a shell, where it can be interrupted and resumed:");
  return make("div", { className: "report" },
    make("div", { className: "fields" }, ...fields),
    reports.result(start),
    make("p", { className: "fact" }, shell, " ", command));
}

/**
 * @param {Status} report
 * @returns {Node[]}
 */
function reportNodes({ page, href, bytes = 0, says = [] }) {
  const facts = { className: "button strong", href: page, target: "_blank", rel: "noopener" };
  const opener = make("a", facts, say("Open the report"));
  const save = make("a", { className: "button", href, download: "" }, say("Download it with all runs"));
  const said = says.map(([about, text]) => make("p", {}, make("strong", {}, `${about} `), text));
  return [make("p", { className: "links" }, opener, " ", save, ` ${millionBytes(bytes)}`), ...said];
}
