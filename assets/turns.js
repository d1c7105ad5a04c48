// What the visitor turns, in order, until the server has taken it in. Dash drops the answer to a question once a newer
// one is asked; so each question carries every turn that no answer has covered yet, and none is lost, however quick.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  let waiting = []; // [{number, changes: [{id, value}]}]: what reported together belongs together
  let number = 0;
  const SOON = 150; // ms in which a question that follows from a turn is on its way

  // "height.value" or '{"of":"run-0",...}.value' -> the control's id
  function idOf(property) {
    const name = property.slice(0, property.lastIndexOf("."));
    return name.startsWith("{") ? JSON.parse(name) : name;
  }

  const ask = () => window.dash_clientside.set_props("turns", { data: waiting });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
    // Controls have reported: those that the visitor turned, or those that were just made.
    collect: function () {
      const changes = window.dash_clientside.callback_context.triggered
        .filter(({ value }) => value !== null && value !== undefined)
        .map(({ prop_id, value }) => ({ id: idOf(prop_id), value }));
      if (!changes.length) return;
      waiting = [...waiting, { number: ++number, changes }];
      ask();
    },

    // The server has taken in every turn up to `taken`.
    taken: function (taken) {
      waiting = waiting.filter((turn) => turn.number > taken);
      // A start that changed nothing brings no race, and what a drag has shown goes back.
      setTimeout(() => document.documentElement.hasAttribute("data-busy") || lab.endPreview(false), SOON);
    },
  });
})(window.fallline);
