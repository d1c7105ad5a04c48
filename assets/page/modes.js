/** The page's modes: the whole lab, embedded in another page, presented on a projector; and hidden parts. */
import { closest, getById, makeElement } from "fallline/core/dom.js";
import { removeWords } from "fallline/core/links.js";
import { say } from "fallline/core/text.js";
import { sharedLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { changeControl } from "fallline/player/store.js";
import { setMarkScale } from "fallline/painters/canvas.js";
import { languageWord } from "fallline/page/address.js";
import { commandOf } from "fallline/page/keys.js";

/** @type {Record<string, number>} the factor of line widths by mode, where it is not 1 */
const LINE_WIDTH_FACTORS = { present: 1.7 };
/** The style sheet that hides parts. @type {HTMLStyleElement | null} */
let sheet = null;

/**
 * Add listeners for the button and the key of the projector mode and for the link from an embedded page to the lab.
 */
export function install() {
  for (const type of ["pointerdown", "focusin"]) document.addEventListener(type, updateLabLink);
  document.addEventListener("click", (event) => {
    if (closest(event, "#present")) togglePresentMode();
  });
  window.addEventListener("keydown", (event) => {
    if (commandOf(event) === "present" && !player.shownRace().hide.includes("present")) togglePresentMode();
  });
}

/**
 * Set the page's mode and hide parts of the page.
 * @param {{ mode: string, hide: readonly string[] }} settings of a link: "lab", "embed" or "present", and names of
 *   parts
 */
export function applyPageMode({ mode, hide }) {
  document.documentElement.dataset.mode = mode;
  setMarkScale(LINE_WIDTH_FACTORS[mode] ?? 1);
  sheet ??= document.head.appendChild(makeElement("style"));
  sheet.textContent = hide.map((part) => `[data-part~="${part}"] { display: none !important; }`).join("\n");
  /** @type {NodeListOf<HTMLElement>} */
  const sections = document.querySelectorAll("#race > section:has(.panel)");
  for (const section of sections) {
    const panels = [...section.querySelectorAll(".panel")];
    section.hidden = panels.every((panel) => hide.includes(panel.getAttribute("data-panel") ?? ""));
  }
  const button = document.getElementById("present");
  if (button) button.textContent = mode === "present" ? say("Back to the lab") : say("Present");
  setLabLink(mode);
}

/**
 * Add a link to the whole lab in the mode "embed", which has no header; remove it in other modes.
 * @param {string} mode
 */
function setLabLink(mode) {
  const found = document.querySelector(".whole-lab");
  if (mode !== "embed") found?.remove();
  else if (found instanceof HTMLAnchorElement) found.href = labAddress();
  else getById("transport").append(makeLabLink());
}

function makeLabLink() {
  const title = say("Open this race in the whole lab");
  const properties = { className: "whole-lab", target: "_blank", rel: "noopener", title, href: labAddress() };
  return makeElement("a", properties, "Fall Line ↗");
}

/**
 * Update the link to the whole lab just before it is followed, so that it leads to what is on the screen.
 * @param {Event} event
 */
function updateLabLink({ target }) {
  if (target instanceof HTMLAnchorElement && target.matches(".whole-lab")) target.href = labAddress();
}

const labAddress = () =>
  `/?${[removeWords(sharedLink(), ["hide", "mode"]), languageWord()].filter(Boolean).join("&")}`;

/** Switch between the modes "present" and "lab", and to and from full screen where the browser allows it. */
function togglePresentMode() {
  const root = document.documentElement;
  const on = root.dataset.mode !== "present";
  changeControl("mode", on ? "present" : "lab");
  if (on && root.requestFullscreen) root.requestFullscreen().catch(() => {});
  if (!on && document.fullscreenElement) document.exitFullscreen();
}
