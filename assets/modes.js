// How the page is set up: hidden parts, the mode for other pages, the mode for a projector, and its clicker.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const root = document.documentElement;
  const BOLD = { present: 1.7 };
  let rules = null; // the style sheet that hides parts

  // Sets the page up as the link asks: {mode, hide}.
  lab.setUp = function ({ mode, hide }) {
    root.dataset.mode = mode;
    lab.bold = BOLD[mode] || 1;
    rules = rules || document.head.appendChild(document.createElement("style"));
    rules.textContent = hide.map((part) => `[data-part~="${part}"] { display: none !important; }`).join("\n");
    for (const place of document.querySelectorAll("#race > section")) {
      place.hidden = [...place.querySelectorAll(".panel")].every((panel) => hide.includes(panel.dataset.panel));
    }
    const header = document.getElementById("present");
    if (header) header.textContent = mode === "present" ? lab.say("Back to the lab") : lab.say("Present");
    corner(mode);
  };

  // In a small place there is no header; a link leads to the whole lab.
  function corner(mode) {
    const found = document.querySelector(".whole-lab");
    if (mode !== "embed") return found && found.remove();
    const facts = { className: "whole-lab", target: "_blank", rel: "noopener", title: lab.say("Open this race in the whole lab") };
    const link = found || document.querySelector("#transport").appendChild(lab.make("a", facts, "Fall Line ↗"));
    return (link.href = whole());
  }

  // It leads to what is on the screen when it is used.
  for (const use of ["pointerdown", "focusin"]) {
    document.addEventListener(use, ({ target }) => target.matches(".whole-lab") && (target.href = whole()));
  }

  const whole = () => `/?${lab.link().split("&").filter((word) => !/^(hide|mode)=/.test(word)).join("&")}`;

  // To the projector and back; the screen is filled where the browser allows it.
  function present() {
    const on = root.dataset.mode !== "present";
    lab.turn("mode", on ? "present" : "lab");
    if (on && root.requestFullscreen) root.requestFullscreen().catch(() => {});
    if (!on && document.fullscreenElement) document.exitFullscreen();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#present")) present();
    const dark = event.target.closest(".blackout");
    if (dark) dark.remove();
  });

  // A black screen, so that the class looks at the teacher; any of its keys brings the picture back.
  function blackout() {
    const found = document.querySelector(".blackout");
    if (found) return found.remove();
    const facts = { className: "blackout", role: "status", ariaLabel: lab.say("The screen is dark; press B to go on") };
    return document.body.append(lab.make("div", facts));
  }

  // Remote clickers send Page Down and Page Up, B or a full stop, and F5.
  const KEYS = {
    PageDown: () => lab.turnLesson(1) || (lab.playing ? lab.pause() : lab.play()),
    PageUp: () => { if (!lab.turnLesson(-1)) { lab.playing = false; lab.seek(0); } },
    b: blackout,
    ".": blackout,
  };

  window.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not(.scrub), textarea, select, dialog, [role=slider], [contenteditable]");
    if (!lab.race || event.ctrlKey || event.altKey || event.metaKey || typing) return;
    if (event.key.toLowerCase() === "p" && !lab.race.hide.includes("present")) return present();
    const act = root.dataset.mode === "present" && KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})(window.fallline);
