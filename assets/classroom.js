// A class: the presenter's race and clock on every student's page, and what students predict on the presenter's.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const KEY = "fallline.class"; // in this tab's store: {code, key} of a presenter, {code, away} of a student
  const ME = "fallline.student";
  const OFTEN = 500; // ms between two questions of a student
  const SLOW = 4000; // ... when the class cannot be reached
  const TELL = 150; // ms between two messages of a presenter
  const BEAT = 1500; // ms between two settings of everybody's clock while it runs
  const COUNT = 1500; // ms between two counts of guesses
  const PRESENT = 10; // every so many questions a student says that they are here
  const root = document.documentElement;
  const lessonPlace = () => document.getElementById("lesson").dataset.place || ""; // the page that is rendered
  // The number by which this tab is counted: the same after a reload, so that nobody is counted twice.
  const number = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const me = lab.kept(ME, "sessionStorage") || lab.keep(ME, number(), "sessionStorage");

  let mine = lab.kept(KEY, "sessionStorage"); // null outside of a class
  let seen = -1; // the version that is shown here
  let last = null; // what the presenter shows: {link, t, playing, speed, heard}
  let asked = 0;
  let lost = false;
  let told = ""; // what the presenter last said
  let telling = null;
  let sought = null; // the link of the presenter's that the server has been asked for

  function become(role) {
    mine = role;
    lab.keep(KEY, role, "sessionStorage");
    root.dataset.class = role ? (role.key ? "presenter" : role.away ? "away" : "student") : "";
    bar();
  }

  const address = (rest) => `/class/${mine.code}${rest}`;
  const asPresenter = () => ({ "X-Presenter-Key": mine.key, "Content-Type": "application/json" });

  async function ask(where, how) {
    const answer = await fetch(where, how);
    if (answer.status === 204) return { status: 204 };
    return { status: answer.status, ...(await answer.json()) };
  }

  // ---- the bar at the top: which class, who is here, what can be done

  function bar() {
    const found = document.querySelector(".class-bar");
    if (!mine) return found && found.remove();
    const button = (words, does) => { const node = make("button", { className: "button small", type: "button" }, words); node.addEventListener("click", does); return node; };
    const acts = mine.key ? [button(say("Show code"), showCode), button(say("End class"), end)]
      : mine.away ? [button(say("Come back"), () => { seen = -1; become({ code: mine.code }); }), button(say("Leave"), leave)]
      : [button(say("Break away"), () => become({ code: mine.code, away: true })), button(say("Leave"), leave)];
    const which = { code: mine.code };
    const words = mine.key ? say("Presenting class {code}", which) : mine.away ? say("On your own; class {code} goes on", which) : say("Following class {code}", which);
    const state = make("span", { className: "class-state", role: "status" }, lost ? say("The class cannot be reached; trying again …") : "");
    const bar = make("div", { className: "class-bar", role: "region", ariaLabel: say("Class") }, make("strong", {}, words), state, ...acts);
    return found ? found.replaceWith(bar) : document.getElementById("lab").prepend(bar);
  }

  function state(words) {
    const node = document.querySelector(".class-state");
    if (node && node.textContent !== words) node.textContent = words;
  }

  // ---- a student

  async function follow() {
    const ours = mine;
    if (!ours || ours.key) return again(OFTEN);
    try {
      asked += 1;
      const here = asked % PRESENT === 1 ? `&student=${me}` : "";
      const answer = await ask(address(`/now?seen=${ours.away ? -1 : seen}${here}`));
      if (mine !== ours) return again(OFTEN);
      if (answer.status === 404) { become(null); gone(answer.problem); return again(OFTEN); }
      if (answer.status !== 200 && answer.status !== 204) throw new Error(answer.problem);
      if (lost) { lost = false; state(""); }
      if (answer.status === 200 && !ours.away) {
        seen = answer.version;
        last = answer.link && { ...answer, heard: performance.now() - 1000 * answer.age };
        if (last) apply();
      }
      return again(ours.away ? SLOW : OFTEN);
    } catch {
      lost = true;
      state(say("The class cannot be reached; trying again …"));
      return again(SLOW);
    }
  }
  const again = (ms) => setTimeout(follow, ms * (0.9 + 0.2 * Math.random()));

  const clean = (link) => link.split("&").filter((word) => !/^(t|speed|camera|inside|theme|mode)=/.test(word)).join("&");

  // Brings this page to what the presenter shows: first the race, then its clock.
  function apply() {
    if (!lab.race) return;
    if (clean(lab.shown) !== clean(last.link)) {
      const theme = root.dataset.theme;
      if (sought !== last.link) lab.open(last.link, theme);
      sought = last.link;
      return;
    }
    sought = null;
    clock();
  }

  function clock() {
    const gone = last.playing ? ((performance.now() - last.heard) / 1000) * last.speed : 0;
    const t = Math.min(last.t + gone, lab.race.steps);
    const slack = last.playing ? Math.max(3, 0.3 * last.speed) : 0;
    lab.speed = last.speed;
    if (Math.abs(lab.t - t) > slack) lab.seek(t);
    if (last.playing && lab.t < lab.race.steps) { if (!lab.playing) lab.play(); } else if (lab.playing) lab.pause();
  }

  function leave() { become(null); last = null; }
  function gone(problem) { lab.dialog("class-over", say("The class is over"), make("p", {}, problem)); }

  // ---- the presenter

  const now = () => ({ link: lab.link(), t: lab.t, playing: lab.playing, speed: lab.speed });
  // The same for as long as nothing needs to be told: while it plays everybody's own clock runs, and is set now and then.
  const brief = () => (lab.playing ? { ...now(), t: Math.floor(performance.now() / BEAT) } : now());

  // Tells the class what is on the screen, if it has changed.
  function tell() {
    if (!mine || !mine.key || !lab.race || lab.race.stale) return;
    if ((lab.race.lesson || "") !== lessonPlace()) return; // its page is about to be shown, and tells by itself
    if (telling || JSON.stringify(brief()) === told) return;
    telling = setTimeout(async () => {
      telling = null;
      if (!mine || !mine.key) return;
      const fresh = now();
      told = JSON.stringify(brief());
      try {
        const answer = await ask(address(""), { method: "POST", headers: asPresenter(), body: JSON.stringify(fresh) });
        if (answer.status === 404) { become(null); return gone(answer.problem); }
        if (answer.status !== 200) throw new Error(answer.problem);
        if (lost) { lost = false; bar(); }
      } catch {
        told = "";
        lost = true;
        state(say("The class cannot be reached; trying again …"));
        setTimeout(tell, SLOW);
      }
    }, TELL);
  }

  async function count() {
    setTimeout(count, COUNT);
    if (!mine || !mine.key) return;
    try {
      const place = lessonPlace();
      const form = place && document.querySelector(".question");
      const where = form ? address(`/guesses?place=${encodeURIComponent(place)}`) : address("/here");
      const answer = await ask(where, { headers: asPresenter() });
      if (answer.status !== 200) return;
      state(say("{n} here", { n: answer.here }));
      if (form) lab.histogram(form, answer);
    } catch { /* tell() says so */ }
  }

  async function begin() {
    const answer = await ask("/class", { method: "POST" });
    if (answer.status !== 200) return gone(answer.problem);
    become({ code: answer.code, key: answer.key });
    told = "";
    tell();
    return showCode();
  }

  async function end() {
    await ask(address(""), { method: "DELETE", headers: asPresenter() }).catch(() => {});
    become(null);
  }

  // On this computer's own page the address that others reach it at.
  function joinAddress() {
    const others = lab.isLocal(window.location.host) && document.getElementById("lab").dataset.address;
    return `${others || window.location.origin}/?class=${mine.code}`;
  }

  function showCode() {
    const image = make("img", { className: "code", alt: say("Code to scan: the address of this class"), src: `/code?link=${encodeURIComponent(joinAddress())}` });
    const shown = joinAddress().replace(/^https?:\/\//, "");
    const warning = lab.isLocal(shown) ? make("p", { className: "fact warning" }, say("This address works on this computer only. For a class, start the lab with: python app.py serve --class")) : "";
    lab.dialog("class-code", say("Join the class"), make("div", { className: "class-join" },
      make("div", {}, make("p", {}, say("Open this address, or scan the code:")), make("p", { className: "class-address" }, shown),
        make("p", {}, say("or press Class on any page of this lab and type")), make("p", { className: "class-letters" }, mine.code), warning), image));
  }

  // ---- the dialog: begin a class, or join one

  function open() {
    if (mine && mine.key) return showCode();
    const field = make("input", { className: "code-field", maxLength: 5, autocomplete: "off", spellcheck: false, ariaLabel: say("Code of the class"), placeholder: "ABCDE" });
    const fails = make("p", { className: "fact", role: "alert" });
    const join = make("button", { className: "button strong", type: "submit" }, say("Join"));
    const form = make("form", { className: "join" }, field, join);
    const start = make("button", { className: "button strong", type: "button" }, say("Begin a class"));
    const dialog = lab.dialog("class-dialog", say("Class"), make("div", { className: "class-ways" },
      make("section", {}, make("h3", {}, say("For students")), make("p", {}, say("Your page follows the presenter's. You can break away and come back at any time. No name, no account.")), form, fails),
      make("section", {}, make("h3", {}, say("For the presenter")), make("p", {}, say("Everybody who has the code follows your race and its clock; their predictions are counted on your page.")), start)));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = await enter(field.value);
      if (problem) fails.textContent = problem;
      else dialog.close();
    });
    start.addEventListener("click", () => { dialog.close(); begin(); });
    return undefined;
  }

  // Joins a class; returns what is wrong, '' if nothing.
  async function enter(text) {
    const code = text.trim().toUpperCase();
    const answer = await ask(`/class/${encodeURIComponent(code)}/now?student=${me}`).catch(() => ({ problem: say("The server does not answer; try again.") }));
    if (answer.status !== 200) return answer.problem;
    seen = -1;
    become({ code });
    return "";
  }

  lab.classroom = {
    following: () => Boolean(mine && !mine.key && !mine.away),
    // Sends a prediction to be counted.
    guess(place, value) {
      if (!mine || mine.key) return;
      const told = { student: me, place, value };
      ask(address("/guess"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) }).catch(() => {});
    },
  };

  // A race has come: to a student by the presenter's word, or to the presenter, who passes it on.
  lab.classHears = function () {
    sought = null;
    if (last && lab.classroom.following()) apply();
    tell();
  };

  document.addEventListener("click", (event) => event.target.closest("#class") && open());
  lab.listeners = lab.listeners || [];
  lab.listeners.push(tell);
  window.addEventListener("DOMContentLoaded", () => {
    const code = new URLSearchParams(window.location.search).get("class");
    const wait = setInterval(async () => {
      if (!lab.race) return;
      clearInterval(wait);
      if (code) { const problem = await enter(code); if (problem) gone(problem); } else if (mine) become(mine);
      follow();
      count();
    }, 100);
  });
})(window.fallline);
