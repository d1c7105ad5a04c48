// The state of the page, and its only owner: which link is asked for, what was turned since, and the one question that the
// server is asked about them. A newer question carries everything that an older one did, whose answer is then passed over. A
// race that has come is told to whoever hears the event "race".
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  let asked = ""; // the link that turns are of: the one on show, or the one that was opened last
  let theme = "light"; // what the page has where no link asks for another
  let turns = []; // [{number, changes: [{id, value}]}] that no answer has covered: what reported together belongs together
  let number = 0;
  let question = 0;
  const known = new Map(); // what each control says, as json, by the name of its property

  // The race of a link comes on show; `look` is the theme where the link asks for none.
  lab.open = function (link, look) {
    [asked, theme, turns] = [link, look, []];
    return ask();
  };

  // A control, or something that stands for one, says a value.
  lab.turn = (id, value) => turned([{ id, value }]);

  function turned(changes) {
    turns = [...turns, { number: ++number, changes }];
    return ask();
  }

  async function ask() {
    const mine = ++question;
    const root = document.documentElement;
    root.toggleAttribute("data-busy", true);
    const answer = await answered({ link: asked, shown: lab.shown, theme, turns });
    if (mine !== question) return;
    root.removeAttribute("data-busy");
    lab.notice(answer.notice || answer.problem);
    if (answer.later) return lab.endPreview(false); // what was turned is asked for again with the next turn
    turns = [];
    if (answer.race) {
      document.dispatchEvent(new CustomEvent("race", { detail: answer.race }));
      control(answer.race.controls);
    } else lab.endPreview(false); // refused, or nothing has changed; a question that makes no sense is not asked again
    asked = lab.shown;
  }

  async function answered(body) {
    try {
      const found = await fetch("/race", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      const later = found.status === 429 || found.status >= 500;
      return { later, ...(await found.json()) };
    } catch {
      return { later: true, problem: say("The server does not answer; try again.") };
    }
  }

  // What was wrong, in a sentence over the page; none takes it away.
  lab.notice = function (sentence) {
    const place = document.getElementById("notice");
    if (!sentence) return place.replaceChildren();
    const close = make("button", { className: "close", type: "button", ariaLabel: say("Close") }, "×");
    close.addEventListener("click", () => place.replaceChildren());
    return place.replaceChildren(make("div", { className: "notice" }, make("p", {}, sentence), close));
  };

  // Hands the controls of a race to Dash, which makes them; what they say then is no turn.
  function control(controls) {
    known.clear();
    learn(controls.rail);
    for (const id of ["height", "theme"]) known.set(`${id}.value`, JSON.stringify(controls[id]));
    window.dash_clientside.set_props("controls", { data: controls });
  }

  function learn(component) {
    if (Array.isArray(component)) return component.forEach(learn);
    if (!component || !component.props) return undefined;
    const { id, children } = component.props;
    if (id) for (const name of ["value", "checked"]) {
      if (component.props[name] !== undefined) known.set(`${nameOf(id)}.${name}`, JSON.stringify(component.props[name]));
    }
    return learn(children);
  }

  // A control's id as Dash writes it.
  const nameOf = (id) => (typeof id === "string" ? id : JSON.stringify(Object.fromEntries(Object.entries(id).sort(([a], [b]) => (a < b ? -1 : 1)))));

  // "height.value" or '{"of":"run-0",...}.value' -> the control's id
  function idOf(property) {
    const name = property.slice(0, property.lastIndexOf("."));
    return name.startsWith("{") ? JSON.parse(name) : name;
  }

  // Whether a control says what it said before, as one does that was just made.
  function isOld({ prop_id, value }) {
    const said = JSON.stringify(value);
    if (known.get(prop_id) === said) return true;
    if (!prop_id.endsWith(".n_clicks")) known.set(prop_id, said);
    return false;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
    // Controls have reported.
    collect: function () {
      const said = window.dash_clientside.callback_context.triggered.filter(({ value }) => value !== null && value !== undefined);
      const changes = said.filter((each) => !isOld(each)).map(({ prop_id, value }) => ({ id: idOf(prop_id), value }));
      if (changes.length) turned(changes);
    },

    // The controls of a race; one of the header's that shows it already is left alone, since it may be about to be turned.
    furnish: function (controls, height, look) {
      const { no_update } = window.dash_clientside;
      const changed = (now, value) => (now === value ? no_update : value);
      return [controls.rail, controls.rates, changed(height, controls.height), changed(look, controls.theme), controls.theme];
    },
  });
})(window.fallline);
