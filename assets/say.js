// What the page says, in the reader's language; the words themselves are brought by /words.js.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // The words for an English text, with {names} filled in; the text itself where there are none.
  lab.say = function (text, values = {}) {
    const said = (lab.words && lab.words[text]) || text;
    return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };
})(window.fallline);
