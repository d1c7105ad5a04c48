// Long work on the server, such as a film: asked for, looked after while the page goes on, cancelled, done.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const OFTEN = 500; // ms between two looks
  const PATIENCE = 20; // looks without an answer, after which the work counts as lost
  const visitor = String(Math.random()).slice(2);

  // A kind of work, as the server calls it. `idle` and `lost` are sentences, `step` what is counted, `made(job)` the nodes
  // that show what was made; the header's `button` tells how far it is under its `title`.
  lab.job = function (name, { idle, lost, step, button, title, made }) {
    let job = { state: "none" }; // none, asked, or the server's answer: waiting, starting, making, made or failed
    let show = () => {}; // shows the state in the open dialog
    let turn = 0; // which question the state is of; older ones are passed over
    let begun = 0; // when it was asked for

    const running = () => ["asked", "waiting", "starting", "making"].includes(job.state);
    let usual = ""; // what else stands on the button

    function tell() {
      show();
      const node = document.getElementById(button);
      if (!node) return;
      usual = usual || node.textContent;
      const share = job.all ? `${Math.floor((100 * job.done) / job.all)} %` : "…";
      node.textContent = running() ? `${title} ${share}` : job.state === "made" ? say("{what} ready", { what: title }) : usual;
    }

    function become(next) {
      job = next;
      tell();
    }

    const rest = (ms) => new Promise((go) => setTimeout(go, ms));
    const place = (key) => `/jobs/${name}/${key}?visitor=${visitor}`;

    // The server's answer: a job's state, or what is wrong. Without any answer, null.
    async function answered(question) {
      try {
        const found = await question();
        const answer = await found.json();
        return answer.problem && !answer.state ? { state: "failed", problem: answer.problem } : answer;
      } catch {
        return null;
      }
    }

    async function ask(words) {
      const mine = ++turn;
      begun = performance.now();
      become({ state: "asked" });
      const question = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ link: lab.link(), visitor, ...words }) };
      let next = await answered(() => fetch(`/jobs/${name}`, question));
      for (let missed = next ? 0 : PATIENCE; mine === turn; ) {
        missed = next ? 0 : missed + 1;
        if (missed > PATIENCE) return become({ state: "failed", problem: lost });
        if (next) become(next);
        if (!running()) return undefined;
        await rest(OFTEN);
        if (mine === turn) next = await answered(() => fetch(place(job.key)));
      }
      if (next && next.key) fetch(place(next.key), { method: "DELETE" }); // cancelled while it was being asked for
      return undefined;
    }

    function cancel() {
      turn += 1;
      if (job.key) fetch(place(job.key), { method: "DELETE" });
      become({ state: "failed", problem: say("Cancelled; nothing was kept.") });
    }

    function words() {
      if (job.state === "waiting") return say("waiting: {n} before this one", { n: job.waiting });
      if (!job.all) return say("starting for {n} s", { n: Math.round((performance.now() - begun) / 1000) });
      const left = job.left > 100 ? say("{n} min left", { n: Math.round(job.left / 60) }) : job.left ? say("{n} s left", { n: job.left }) : "";
      const far = say("{n} of {all}", { n: job.done, all: job.all });
      return [`${job.stage ? `${job.stage}:` : step} ${far}`, left].filter(Boolean).join(", ");
    }

    function render(result, start) {
      start.disabled = running();
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

    return {
      ask,

      // Where the state is shown, for a dialog with the button that starts.
      result(start) {
        const result = make("div", { className: "result", role: "status" });
        show = () => render(result, start);
        show();
        return result;
      },
    };
  };
})(window.fallline);
