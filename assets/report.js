// A report on the optimizers of the race: who is faster, by how much, and how sure that is.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const WHERE = [["this", say("this landscape")], ["speed", say("the speed suite, 27 landscapes")], ["basin", say("the basin suite, 23 landscapes")]];
  const SIZES = [["quick", say("quick: a first impression")], ["full", say("full: 256 starts, 50 trials of tuning")]];
  const reports = lab.job("report", {
    idle: say("Every optimizer of the race runs from many starts: at one learning rate for all, as set here, and tuned by the same number of trials; on the landscape as it is, turned and with noise. The first of the race is the one that the others are held against. The page goes on while the server works."),
    lost: say("The server stopped working on this report; try again, or a quicker one."),
    step: say("part"),
    button: "maps",
    title: say("Report"),
    made,
  });
  const chosen = { landscapes: "this", size: "quick" };

  lab.reportPart = function () {
    const { select, field } = lab.maps;
    const [where, size] = [select(WHERE, chosen.landscapes), select(SIZES, chosen.size)];
    const start = make("button", { className: "button strong", type: "button" }, say("Make the report"));
    const command = make("code", {});
    const state = () => {
      Object.assign(chosen, { landscapes: where.value, size: size.value });
      command.textContent = shell();
    };
    for (const each of [where, size]) each.addEventListener("change", state);
    start.addEventListener("click", () => reports.ask({ how: { ...chosen } }));
    state();
    return make("div", { className: "report" },
      make("div", { className: "fields" }, field(say("Landscapes"), where), field(say("How thorough"), size), start),
      reports.result(start),
      make("p", { className: "fact" }, say("The same in full from a shell, where it can be interrupted and resumed:"), " ", command));
  };

  function shell() {
    const suite = chosen.landscapes === "this" ? "" : ` --landscapes ${chosen.landscapes}`;
    return `python app.py study report '${lab.link()}'${suite} --out folder --workers 2`;
  }

  function made(report) {
    const open = make("a", { className: "button strong", href: report.page, target: "_blank", rel: "noopener" }, say("Open the report"));
    const save = make("a", { className: "button", href: report.href, download: "" }, say("Download it with all runs"));
    const said = report.says.map(([about, text]) => make("p", {}, make("strong", {}, `${about} `), text));
    return [make("p", { className: "links" }, open, " ", save, ` ${say("{n} million bytes", { n: (report.bytes / 1e6).toFixed(1) })}`), ...said];
  }
})(window.fallline);
