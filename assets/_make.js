// Elements of the page, made by scripts. Read before the others.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // A small way to make elements: make("a", {href: ...}, child, "text", ...).
  lab.make = function (kind, facts, ...children) {
    const made = document.createElement(kind);
    for (const [name, value] of Object.entries(facts || {})) {
      if (value === undefined) continue;
      if (name in made && name !== "list") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== undefined && child !== ""));
    return made;
  };
})(window.fallline);
