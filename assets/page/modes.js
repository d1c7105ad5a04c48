/** How the page is set up: hidden parts, the mode for other pages, the mode for a projector. */
import { byId, closest, make } from "fallline/core/dom.js";
import { without } from "fallline/core/links.js";
import { say } from "fallline/core/text.js";
import { link } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { turn } from "fallline/player/store.js";
import { setBold } from "fallline/painters/canvas.js";
import { isForPage } from "fallline/page/keys.js";

/** @type {Record<string, number>} */
const BOLD = { present: 1.7 };
/** The style sheet that hides parts. @type {HTMLStyleElement | null} */
let sheet = null;

/** Hears the button and the key for the projector, and keeps the link to the whole lab up to date. */
export function install() {
  for (const use of ["pointerdown", "focusin"]) document.addEventListener(use, pointToWhole);
  document.addEventListener("click", (event) => {
    if (closest(event, "#present")) present();
  });
  window.addEventListener("keydown", (event) => {
    if (!isForPage(event, "dialog") || event.key.toLowerCase() !== "p") return;
    if (!player.shownRace().hide.includes("present")) present();
  });
}

/**
 * Sets the page up as a link asks.
 * @param {{ mode: string, hide: readonly string[] }} wishes
 */
export function setUp({ mode, hide }) {
  document.documentElement.dataset.mode = mode;
  setBold(BOLD[mode] ?? 1);
  sheet ??= document.head.appendChild(make("style"));
  sheet.textContent = hide.map((part) => `[data-part~="${part}"] { display: none !important; }`).join("\n");
  /** @type {NodeListOf<HTMLElement>} */
  const places = document.querySelectorAll("#race > section");
  for (const place of places) {
    const panels = [...place.querySelectorAll(".panel")];
    place.hidden = panels.every((panel) => hide.includes(panel.getAttribute("data-panel") ?? ""));
  }
  const header = document.getElementById("present");
  if (header) header.textContent = mode === "present" ? say("Back to the lab") : say("Present");
  setCorner(mode);
}

/**
 * In a small place there is no header; a link leads to the whole lab.
 * @param {string} mode
 */
function setCorner(mode) {
  const found = document.querySelector(".whole-lab");
  if (mode !== "embed") found?.remove();
  else if (found instanceof HTMLAnchorElement) found.href = whole();
  else byId("transport").append(linkToWhole());
}

function linkToWhole() {
  const title = say("Open this race in the whole lab");
  return make("a", { className: "whole-lab", target: "_blank", rel: "noopener", title, href: whole() }, "Fall Line ↗");
}

/**
 * The link leads to what is on the screen when it is used.
 * @param {Event} event
 */
function pointToWhole({ target }) {
  if (target instanceof HTMLAnchorElement && target.matches(".whole-lab")) target.href = whole();
}

const whole = () => `/?${without(link(), ["hide", "mode"])}`;

/** Goes to the projector and back; the screen is filled where the browser allows it. */
function present() {
  const root = document.documentElement;
  const on = root.dataset.mode !== "present";
  turn("mode", on ? "present" : "lab");
  if (on && root.requestFullscreen) root.requestFullscreen().catch(() => {});
  if (!on && document.fullscreenElement) document.exitFullscreen();
}
