// What the tabs of the maps share: a question that comes again while the server is busy, and choices.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make } = lab;
  const AGAIN = 300; // ms after which a busy server is asked again

  lab.maps = {
    async asked(address, words, signal) {
      for (;;) {
        const answer = await fetch(`${address}?${new URLSearchParams(words)}`, { signal });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.problem || lab.say("The server does not answer."));
        if (!told.busy) return told;
        await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random())));
      }
    },
    select(options, value) {
      const made = make("select", {}, ...options.map(([key, words]) => new Option(words, key)));
      made.value = value;
      return made;
    },
    field: (words, input) => make("label", { className: "field" }, make("span", {}, words), input),
  };
})(window.fallline);
