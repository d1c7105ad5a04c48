// A lesson beside the race: its text page by page, forward and back, and how far the reader has come.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const KEY = "fallline.lessons"; // what the browser keeps: id -> {page, done: [pages], scored: {place: right}}
  const NOTES = "fallline.notes"; // whether the teacher's notes are open
  const root = document.documentElement;
  const fetched = {}; // id -> promise of the lesson
  let shown = ""; // the place that is rendered, "id,page"
  let race = ""; // the words of the page's own race, as the server writes them
  let waiting = null; // what is to be done once the page's race is on show

  const panel = () => document.getElementById("lesson");

  // What is known of one lesson; with `news`, what is known from now on.
  function progress(id, news) {
    const all = lab.kept(KEY) || {};
    const now = { page: 1, done: [], scored: {}, ...all[id], ...news };
    if (news) lab.keep(KEY, { ...all, [id]: now });
    return now;
  }

  // A lesson, asked for once.
  function lessonAt(id) {
    fetched[id] = fetched[id] || fetch(`/lesson/${id}`).then((answer) => answer.json());
    fetched[id].catch(() => delete fetched[id]);
    return fetched[id];
  }

  // Opens a page of a lesson, "id,page", with its race; "" puts the lesson away.
  lab.openLesson = (place) => { waiting = null; rendered(""); lab.turn("lesson", place); };

  // A race has come; `place` is the lesson in its link.
  lab.showLesson = async function (place) {
    root.toggleAttribute("data-lesson", Boolean(place));
    panel().hidden = !place;
    if (!place) {
      rendered("");
      root.removeAttribute("data-asking");
      lab.clearMarks();
      lab.guess = null;
      return panel().replaceChildren();
    }
    if (waiting) {
      const then = waiting;
      waiting = null;
      return then();
    }
    const [id, page] = place.split(",");
    let lesson;
    try {
      lesson = await lessonAt(id);
    } catch {
      return panel().replaceChildren(make("p", { className: "page" }, say("The server does not answer; try again.")));
    }
    if (shown === place && panel().childElementCount) return undefined;
    rendered(place);
    race = lesson.pages[Number(page) - 1].race;
    render(lesson, Number(page));
    progress(id, { page: Number(page) });
    return undefined;
  };

  // Sees to it that the page's own race is on show, whatever was turned since; then goes on.
  function atHome(then) {
    if (lab.raceOf(lab.shown, lab.looks) === race) return then();
    waiting = then;
    return lab.turn("lesson", shown);
  }

  // Which page is rendered, "id,page" or "", for those who only want to know that.
  function rendered(place) {
    shown = place;
    panel().dataset.place = place;
  }

  function render(lesson, number) {
    const page = lesson.pages[number - 1];
    const last = number === lesson.count;
    const place = `${lesson.id},${number}`;
    const asks = page.blocks.some((block) => block.kind === "predict");
    root.toggleAttribute("data-asking", asks);
    if (asks) { lab.pause(); lab.seek(0); } // before there is a question that would take the end for an answer
    const later = make("div", { className: "later", hidden: asks });
    const first = make("div", { className: "intro" });
    const notes = make("div", {});
    const answered = (right) => {
      if (right !== undefined) progress(lesson.id, { scored: { ...progress(lesson.id).scored, [place]: right } });
      later.hidden = false;
      root.removeAttribute("data-asking");
      done(lesson.id, number);
    };
    for (const block of page.blocks) {
      const into = { intro: first, why: later, try: later, teacher: notes }[block.section];
      if (block.section !== "intro" && into.dataset[block.section] === undefined && into !== notes) {
        into.dataset[block.section] = "";
        into.append(make("h3", {}, block.section === "why" ? say("Why") : say("Try this")));
      }
      into.append(block.kind === "predict" ? lab.question(place, block, answered, atHome) : written(block));
    }
    if (!asks) done(lesson.id, number);
    panel().replaceChildren(
      bar(lesson, number),
      make("div", { className: "page", tabIndex: -1 },
        make("h2", {}, page.title), first, later, notes.childElementCount ? teacher(notes) : ""),
      turning(lesson, number, last),
    );
    panel().scrollTop = 0;
    lab.seek(lab.t); // for those who pass on what is shown
  }

  // A paragraph, or the card of a rule.
  function written(block) {
    const node = make("div", { className: block.kind === "card" ? "rule-card" : "words" });
    if (block.kind === "card") node.append(make("strong", {}, block.title));
    const lines = block.kind === "card" ? block.lines : [block.html];
    for (const line of lines) {
      const part = make("div", { className: block.kind === "card" ? "line" : "" });
      part.innerHTML = line; // made by the server from the lesson's own file; html in that is shown as text
      node.append(part);
    }
    return node;
  }

  function bar(lesson, number) {
    const close = make("button", { className: "quiet", ariaLabel: say("Close the lesson"), title: say("Close the lesson") }, "×");
    close.addEventListener("click", () => lab.openLesson(""));
    const all = make("button", { className: "quiet all", ariaLabel: say("All lessons"), title: say("All lessons") }, "☰");
    all.addEventListener("click", () => lab.openLessons());
    const steps = make("ol", { className: "pages" });
    const { done: seen } = progress(lesson.id);
    for (let n = 1; n <= lesson.count; n++) {
      const facts = { className: seen.includes(n) ? "seen" : "", type: "button", "aria-current": n === number ? "page" : "false" };
      const dot = make("button", { ...facts, title: lesson.pages[n - 1].title, ariaLabel: say("Page {n}", { n }) });
      dot.addEventListener("click", () => lab.openLesson(`${lesson.id},${n}`));
      steps.append(make("li", {}, dot));
    }
    return make("div", { className: "lesson-bar" }, all, make("strong", {}, lesson.title), close, steps);
  }

  function turning(lesson, number, last) {
    const back = make("button", { className: "button", type: "button", disabled: number === 1 }, say("Back"));
    const forward = make("button", { className: "button strong", type: "button" }, last ? say("All lessons") : say("Next"));
    back.addEventListener("click", () => lab.openLesson(`${lesson.id},${number - 1}`));
    forward.addEventListener("click", () => (last ? lab.openLessons() : lab.openLesson(`${lesson.id},${number + 1}`)));
    const controls = make("button", { className: "button", type: "button", "aria-pressed": String(root.hasAttribute("data-controls")) }, say("Controls"));
    controls.addEventListener("click", () => controls.setAttribute("aria-pressed", String(root.toggleAttribute("data-controls"))));
    return make("div", { className: "turning" }, back, controls, forward);
  }

  function teacher(notes) {
    const fold = make("details", { className: "teacher" }, make("summary", {}, say("For the teacher")), notes);
    fold.open = Boolean(lab.kept(NOTES));
    fold.addEventListener("toggle", () => lab.keep(NOTES, fold.open));
    return fold;
  }

  function done(id, number) {
    const { done: seen } = progress(id);
    if (!seen.includes(number)) progress(id, { done: [...seen, number].sort((a, b) => a - b) });
    const dot = panel().querySelectorAll(".pages button")[number - 1];
    if (dot) dot.classList.add("seen");
  }

  // Links in the text lead to races, and the lesson stays.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#lesson .words a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      lab.turn("link", link.getAttribute("href").slice(1));
    }
    if (event.target.closest("#lessons")) lab.openLessons();
  });

  // A dialog with all lessons, and how far the reader has come in each.
  lab.openLessons = async function () {
    const list = make("ol", { className: "lesson-list" });
    const dialog = lab.dialog("all-lessons", say("Lessons"),
      make("p", { className: "fact" }, say("Predict, then run: five to ten minutes each. What you have done is kept in this browser only.")), list);
    let cards;
    try {
      cards = await fetch("/lessons").then((answer) => answer.json());
    } catch {
      return list.append(make("p", {}, say("The server does not answer; close this and try again.")));
    }
    const now = shown.split(",")[0];
    for (const card of cards) {
      const { page, done: seen, scored } = progress(card.id);
      const right = Object.values(scored).filter(Boolean).length;
      const asked = Object.keys(scored).length;
      const far = seen.length === card.count ? say("done") : seen.length ? say("{n} of {all} pages", { n: seen.length, all: card.count }) : "";
      const facts = [say("{n} min", { n: card.minutes }), far, asked ? say("{n} of {all} predictions right", { n: right, all: asked }) : ""];
      const choice = make("button", { className: "card-choice lesson-card", "data-id": card.id, "aria-current": String(card.id === now) },
        make("strong", {}, card.title), make("span", { className: "says" }, card.says),
        make("span", { className: "fact" }, facts.filter(Boolean).join(" · ")));
      choice.addEventListener("click", () => { dialog.close(); lab.openLesson(`${card.id},${seen.length === card.count ? 1 : page}`); });
      list.append(make("li", {}, choice));
    }
    return list;
  };

  // A clicker's next and back in a lesson: first what is asked, then the page after. Says whether there is a lesson.
  lab.turnLesson = function (by) {
    if (!shown) return false;
    const form = ".question :is(.run:enabled, .skip-guess):not([hidden])"; // with a guess it is run, else just shown
    const run = panel().querySelector(form);
    if (by > 0 && run) { run.click(); return true; }
    const buttons = panel().querySelectorAll(".turning .button");
    const button = by > 0 ? buttons[buttons.length - 1] : buttons[0];
    if (!button.disabled) button.click();
    return true;
  };
})(window.fallline);
