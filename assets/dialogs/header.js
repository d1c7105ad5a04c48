/**
 * The header's buttons, which open dialogs. A dialog's module is loaded when the browser is idle or its button is
 * pressed.
 */
import { closest } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { copyText } from "fallline/dialogs/copy.js";
import { sharedLink } from "fallline/player/link.js";
import { showNotice } from "fallline/player/notice.js";
import * as player from "fallline/player/player.js";
import { commandOf } from "fallline/page/keys.js";

/** @type {Record<string, () => Promise<{ open: () => unknown }>>} the dialogs, by the ids of their buttons */
const DIALOGS = {
  landscape: () => import("fallline/dialogs/landscapes.js"),
  "landscape-formula": () => import("fallline/dialogs/landscapes.js").then(({ openAtFormula }) => ({ open: openAtFormula })),
  examples: () => import("fallline/dialogs/examples.js"),
  maps: () => import("fallline/dialogs/maps.js"),
  export: () => import("fallline/dialogs/export.js"),
  share: () => import("fallline/dialogs/share.js"),
  language: () => import("fallline/dialogs/language.js"),
  help: () => import("fallline/dialogs/help.js"),
};

const RACE_BUTTONS = ["maps", "export", "share", "copy"]; // ids of the buttons that need a race on the screen
let waitingButton = /** @type {HTMLElement | null} */ (null); // pressed before the first race was on the screen

let isOpening = false;
let isPrefetched = false;

/** Add the listeners for the buttons and for the key of the help. */
export function install() {
  document.addEventListener("click", (event) => {
    const button = closest(event, "header button[id]");
    if (button) press(button);
  });
  window.addEventListener("keydown", (event) => {
    if (commandOf(event) === "help" && !player.shownRace().hide.includes("help")) open("help");
  });
  player.onChange(() => {
    if (!waitingButton || !player.race) return;
    const button = waitingButton;
    waitingButton = null;
    press(button);
  });
}

/**
 * Do what a button is for, at once or as soon as there is a race, if it needs one.
 * @param {HTMLElement} button
 */
function press(button) {
  if (RACE_BUTTONS.includes(button.id) && !player.race) waitingButton = button;
  else if (button.id === "copy") copyLink(button);
  else if (button.id in DIALOGS) open(button.id);
}

/** @param {string} id */
async function open(id) {
  if (isOpening) return;
  isOpening = true; // so that a second press while the module is loaded opens no second dialog
  const dialog = await DIALOGS[id]().catch(() => null);
  isOpening = false;
  if (dialog) dialog.open();
  else showNotice(say("This part of the page did not load; reload the page."));
}

/** Load the dialogs' modules one after the other when the browser is idle, so that dialogs open without delay. */
export function prefetchDialogs() {
  if (isPrefetched) return;
  isPrefetched = true;
  const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ act) => setTimeout(act, 1000));
  whenIdle(async () => {
    for (const load of Object.values(DIALOGS)) await load().catch(() => null); // a failed one is loaded by its button
  });
}

/** @param {HTMLElement} button */
function copyLink(button) {
  const address = `${window.location.origin}/?${sharedLink()}`;
  copyText(address, button, say("Copy link"), () => window.prompt(say("The link of this race:"), address));
}
