// Marks of guesses on the map: the reader's own, a class's, and what happened.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  let marks = []; // {node, place, frame}

  // A mark at a place of the map: "guessed", "happened" or "theirs", which are others' guesses.
  lab.mark = function (kind, place) {
    const frame = document.querySelector(".panel.plane .frame");
    if (!frame) return;
    const node = lab.make("div", { className: `guess-mark ${kind}`, title: { guessed: lab.say("Your guess"), happened: lab.say("What happened") }[kind] || "" });
    frame.append(node);
    marks.push({ node, place, frame });
    put();
  };

  lab.clearMarks = function (kind) {
    for (const { node } of marks) if (!kind || node.classList.contains(kind)) node.remove();
    marks = marks.filter(({ node }) => node.isConnected);
  };

  // The marks stay at their places, whatever the size of the map.
  function put() {
    for (const { node, place, frame } of marks) {
      const map = frame.map;
      node.hidden = !map || !document.documentElement.hasAttribute("data-lesson");
      if (map) { node.style.left = `${map.x(place[0])}px`; node.style.top = `${map.y(place[1])}px`; }
    }
  }

  lab.listeners = lab.listeners || [];
  lab.listeners.push(put);
})(window.fallline);
