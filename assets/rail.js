// The rail is made anew with every race; what the visitor had opened stays open, and the focus where it was.
(function () {
  "use strict";

  const opened = new Set(); // the opened details, by the place of their section and their own in it
  let focused = ""; // the id of the control that had the focus

  function nameOf(details) {
    const section = details.closest("section");
    const runs = [...section.parentElement.querySelectorAll(".run")];
    return `${section.dataset.part || runs.indexOf(section)}.${[...section.querySelectorAll("details")].indexOf(details)}`;
  }

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("#rail details")) return;
    if (event.target.open) opened.add(nameOf(event.target));
    else opened.delete(nameOf(event.target));
  }, true);

  document.addEventListener("focusin", (event) => {
    focused = idOf(event.target);
  });

  // The id of a control in the rail: its own, or that of the slider whose thumb it is.
  function idOf(element) {
    const holder = element.closest("#rail [id]");
    return holder ? holder.id : "";
  }

  function restore() {
    for (const details of document.querySelectorAll("#rail details")) if (opened.has(nameOf(details))) details.open = true;
    if (!focused || document.activeElement !== document.body) return;
    const found = document.getElementById(focused);
    const control = found && (found.matches("input, button") ? found : found.querySelector("[role=slider], input"));
    if (control) control.focus({ preventScroll: true });
  }

  new MutationObserver((changes) => {
    const rail = document.getElementById("rail");
    if (rail && changes.some(({ target }) => target === rail || target.parentElement === rail)) restore();
  }).observe(document, { childList: true, subtree: true });
})();
