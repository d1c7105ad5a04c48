// The questions of a lesson: a guess is placed, the race is run, and the guess is scored against what happened.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const SPOT = 0.1; // of the way there: a place within this is spot on
  const NEAR = 0.25; // ... and within this, close
  const TINY = 1e-3; // ... and a coordinate below this is written as 0
  const FACTORS = [1.1, 2]; // the same for a number, as a ratio
  const VERDICTS = [[say("Spot on."), true], [say("Close."), true], [say("Not this time."), false]];

  lab.guess = null; // takes a click on the map, (place) -> whether it was for a question; null while none is asked

  // A question's form. `answered(right)` is called when the reader has seen what happened; undefined after a skip.
  // `atHome(then)` sees to it that the page's own race is on show, then goes on.
  lab.question = function (place, block, answered, atHome) {
    const taker = { place: placeTaker, run: runTaker, choice: choiceTaker, number: numberTaker }[block.answer](block);
    const run = make("button", { className: "button strong run", type: "button", disabled: true }, say("Run"));
    const skip = make("button", { className: "button skip-guess", type: "button" }, say("Show me"));
    const verdict = make("div", { className: "verdict", role: "status" });
    const form = make("div", { className: `question ${block.answer}` }, make("p", { className: "ask" }, make("strong", {}, say("Predict: ")), block.ask),
      taker.node, make("div", { className: "acts" }, run, skip), verdict);
    taker.ready = (known) => (run.disabled = !known);
    lab.clearMarks();
    if (taker.start) taker.start();
    let guess = null;

    async function reveal() {
      taker.close();
      for (const button of [run, skip]) button.hidden = true;
      const told = await happened(place);
      if (told.problem) return verdict.replaceChildren(make("p", {}, told.problem));
      const right = taker.judge(guess, told.happened, verdict);
      return answered(guess === null ? undefined : right);
    }
    function go() {
      taker.close();
      for (const button of [run, skip]) button.hidden = true;
      verdict.replaceChildren(make("p", { className: "fact" }, say("Watch …")));
      atHome(() => watch(form, block, reveal));
    }
    run.addEventListener("click", () => {
      guess = taker.guess();
      if (!lab.classroom.following()) return go();
      lab.classroom.guess(place, guess);
      return verdict.replaceChildren(make("p", { className: "fact" }, say("Sent. The presenter will run it; until then you may send another.")));
    });
    skip.addEventListener("click", go);
    if (lab.classroom.following()) {
      run.textContent = say("Send");
      skip.hidden = true;
      reached(form, block, reveal);
    }
    return form;
  };

  const happened = (place) => fetch(`/happened?place=${encodeURIComponent(place)}`)
    .then((answer) => answer.json(), () => ({ problem: say("The server does not answer; try again.") }));

  const endOf = ({ answer, t }) => (answer === "place" ? t : lab.race.steps);

  // Plays from the start to the step in question, or to the end, and calls back there; at once for those who want no motion.
  function watch(form, block, then) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    lab.seek(still ? endOf(block) : 0);
    if (still) lab.pause();
    else lab.play();
    reached(form, block, () => {
      if (lab.playing) lab.pause();
      if (lab.t > endOf(block)) lab.seek(endOf(block));
      then();
    });
    lab.seek(lab.t);
  }

  // Calls back once the clock has come to the step in question, unless the question is taken off the page before.
  function reached(form, block, then) {
    let placed = false; // a form is made before it is on the page
    const heard = () => {
      placed = placed || form.isConnected;
      const over = form.isConnected && lab.t >= endOf(block);
      if (!over && (form.isConnected || !placed)) return;
      lab.listeners.splice(lab.listeners.indexOf(heard), 1);
      if (over) then();
    };
    lab.listeners.push(heard);
  }

  const verdictOf = (rank) => {
    const [words, right] = VERDICTS[rank];
    return [make("strong", { className: right ? "right" : "wrong" }, words), right];
  };

  // Where will it be? A click on the map, or two numbers.
  function placeTaker() {
    const fields = lab.race.axes.map((name) => make("input", { type: "number", step: "any", ariaLabel: say("Guess, {axis}", { axis: name }) }));
    const taker = { node: make("div", { className: "numbers-guess" }, ...fields.map((field, axis) => make("label", {}, make("i", {}, lab.race.axes[axis]), field))) };
    const guess = () => fields.map((field) => Number(field.value));
    const known = () => fields.every((field) => field.value !== "" && Number.isFinite(Number(field.value)));
    const tell = () => { taker.ready(known()); lab.clearMarks(); if (known()) lab.mark("guessed", guess()); };
    for (const field of fields) field.addEventListener("input", tell);
    taker.start = () => {
      lab.guess = (place) => {
        place.forEach((value, axis) => (fields[axis].value = Number(value.toPrecision(3))));
        tell();
        return true;
      };
    };
    taker.guess = guess;
    taker.close = () => { lab.guess = null; fields.forEach((field) => (field.disabled = true)); };
    taker.judge = (guessed, { place, way }, verdict) => {
      lab.mark("happened", place);
      const at = place.map((value) => lab.short(Math.abs(value) < TINY * way ? 0 : value)).join(", ");
      if (guessed === null) return verdict.replaceChildren(make("p", {}, say("It is at {at}.", { at })));
      const off = Math.hypot(guessed[0] - place[0], guessed[1] - place[1]);
      const [words, right] = verdictOf(off <= SPOT * way ? 0 : off <= NEAR * way ? 1 : 2);
      verdict.replaceChildren(words, make("p", {}, say("It is at {at}; you were {off} off, {share} % of its way.", { at, off: lab.short(off), share: Math.round((100 * off) / way) })));
      return right;
    };
    return taker;
  }

  // One of several; `options` [[key, node or words], ...].
  function oneOf(options) {
    const inputs = options.map(([key]) => make("input", { type: "radio", name: "guess", value: String(key) }));
    const taker = { node: make("div", { className: "options", role: "radiogroup" }, ...options.map(([key, words], i) => make("label", { "data-key": String(key) }, inputs[i], words))) };
    for (const input of inputs) input.addEventListener("change", () => taker.ready(true));
    taker.guess = () => inputs.find((input) => input.checked).value;
    taker.close = () => inputs.forEach((input) => (input.disabled = true));
    taker.judge = (guessed, found, verdict) => {
      const right = guessed === String(found);
      for (const label of taker.node.children) label.classList.toggle("answer", label.dataset.key === String(found));
      const said = guessed === null ? "" : verdictOf(right ? 0 : 2)[0];
      verdict.replaceChildren(said || make("span", {}, say("The one that is marked.")));
      return right;
    };
    return taker;
  }

  const runTaker = () => oneOf(lab.race.runs.map((run, i) => [i, make("span", { className: "run-name" }, lab.swatch(run), run.title)]));
  const choiceTaker = (block) => oneOf(Object.entries(block.options).map(([key, words]) => [key, make("span", {}, words)]));

  // A number; right within a factor.
  function numberTaker(block) {
    const field = make("input", { type: "number", step: "any", ariaLabel: say("Your guess") });
    const taker = { node: make("label", { className: "numbers-guess" }, field, make("span", {}, block.unit)) };
    field.addEventListener("input", () => taker.ready(field.value !== "" && Number.isFinite(Number(field.value))));
    taker.guess = () => Number(field.value);
    taker.close = () => (field.disabled = true);
    taker.judge = (guessed, found, verdict) => {
      const was = found === null ? say("It never happened.") : say("It was {n} {unit}.", { n: lab.short(found), unit: block.unit });
      if (guessed === null) return verdict.replaceChildren(make("p", {}, was));
      const ratio = found === null || guessed * found <= 0 ? Infinity : Math.max(guessed / found, found / guessed);
      const [words, right] = verdictOf(ratio <= FACTORS[0] ? 0 : ratio <= FACTORS[1] ? 1 : 2);
      verdict.replaceChildren(words, make("p", {}, was));
      return right;
    };
    return taker;
  }
})(window.fallline);
