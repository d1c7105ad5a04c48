// Long work on the server, such as a film: asked for, waited for while the page goes on, cancelled, done.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const GRACE = 2000; // ms in which the answer may come after its process has ended

  // A kind of work, by the name that its stores begin with. `idle` and `lost` are sentences, `step` what is counted,
  // `made(job)` the nodes that show what was made; the header's `button` tells how far it is under its `title`.
  lab.errand = function (name, { idle, lost, step, button, title, made }) {
    let job = { state: "none" }; // none, making, made or failed; number, done, all, waiting, left, and what the server answers
    let show = () => {}; // shows the state in the open dialog

    let usual = ""; // what else stands on the button

    function tell() {
      show();
      const node = document.getElementById(button);
      if (!node) return;
      usual = usual || node.textContent;
      const share = job.all ? `${Math.floor((100 * job.done) / job.all)} %` : "…";
      node.textContent = { making: `${title} ${share}`, made: say("{what} ready", { what: title }) }[job.state] || usual;
    }

    function cancel() {
      window.dash_clientside.set_props(`${name}-cancelled`, { data: job.number });
      job = { state: "failed", problem: say("Cancelled; nothing was kept.") };
      tell();
    }

    function words() {
      if (!job.all) return job.waiting ? say("waiting: {n} before this one", { n: job.waiting }) : say("starting");
      const left = job.left > 100 ? say("{n} min left", { n: Math.round(job.left / 60) }) : job.left ? say("{n} s left", { n: job.left }) : "";
      const far = say("{n} of {all}", { n: job.done, all: job.all });
      return [`${job.stage ? `${job.stage}:` : step} ${far}`, left].filter(Boolean).join(", ");
    }

    function render(result, start) {
      start.disabled = job.state === "making";
      if (job.state === "none") return result.replaceChildren(make("p", { className: "fact" }, idle));
      if (job.state === "failed") return result.replaceChildren(make("p", { className: "warning" }, job.problem));
      if (job.state === "made") return result.replaceChildren(...made(job));
      const bar = result.querySelector("progress") || make("progress", { max: 1, ariaLabel: say("How much is done") });
      if (job.all) bar.value = job.done / job.all;
      else bar.removeAttribute("value");
      if (bar.isConnected) return (result.querySelector("span").textContent = words());
      const stop = make("button", { className: "button", type: "button" }, say("Cancel"));
      stop.addEventListener("click", cancel);
      return result.replaceChildren(bar, make("p", {}, make("span", {}, words()), " ", stop));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside);
    window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
      // The server's answer: what was made, or what is wrong.
      [`${name}_made`](answer) {
        if (!answer || job.state !== "making" || answer.number !== job.number) return;
        job = { ...job, ...answer, state: answer.problem ? "failed" : "made" };
        tell();
      },

      // How far it is.
      [`${name}_progress`](progress) {
        if (!progress || job.state !== "making" || progress.number !== job.number) return;
        job = { ...job, ...progress };
        tell();
      },

      // Whether its process runs; an answer may come a little later than the end of that.
      [`${name}_running`](running) {
        const { number } = job;
        if (running === false) setTimeout(() => {
          if (job.state !== "making" || job.number !== number) return;
          job = { state: "failed", problem: lost };
          tell();
        }, GRACE);
      },
    });

    return {
      ask(words) {
        job = { state: "making", number: Date.now() + Math.random(), waiting: 0 };
        window.dash_clientside.set_props(`${name}-asked`, { data: { number: job.number, link: lab.link(), ...words } });
        tell();
      },

      // Where the state is shown, for a dialog with the button that starts.
      result(start) {
        const place = make("div", { className: "result", role: "status" });
        show = () => render(place, start);
        show();
        return place;
      },
    };
  };
})(window.fallline);
