// What the page says, in the reader's language; the words themselves are brought by /words.js. Read before the others.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // The words for an English text, with {names} filled in; the text itself where there are none.
  lab.say = function (text, values = {}) {
    const said = (lab.words && lab.words[text]) || text;
    return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };

  // A sentence of the server's, {text, values} whose values may be sentences too, or plain words.
  lab.told = function (sentence) {
    if (typeof sentence !== "object") return lab.say(String(sentence));
    const written = Object.entries(sentence.values).map(([name, value]) => [name, typeof value === "object" ? lab.told(value) : value]);
    return lab.say(sentence.text, Object.fromEntries(written));
  };

  // Says the titles of a figure's axes and scales, and the names in its legend; returns the figure.
  lab.titled = function (figure) {
    for (const trace of figure.data) if (trace.name) trace.name = lab.say(trace.name);
    const scales = figure.data.flatMap(({ colorbar, marker }) => [colorbar, marker && marker.colorbar]);
    for (const part of [...Object.values(figure.layout), ...scales]) {
      if (part && part.title && part.title.text) part.title.text = lab.say(part.title.text);
    }
    return figure;
  };
})(window.fallline);
