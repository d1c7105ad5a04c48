/** The header's buttons. The module of a dialog is fetched when the browser is idle, or when its button is pressed. */
import { closest } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { copy } from "fallline/dialogs/copy.js";
import { link } from "fallline/player/link.js";
import { notice } from "fallline/player/notice.js";
import * as player from "fallline/player/player.js";

/** @type {Record<string, () => Promise<{ open: () => unknown }>>} the dialogs, by the ids of their buttons */
const DIALOGS = {
  landscape: () => import("fallline/dialogs/landscapes.js"),
  examples: () => import("fallline/dialogs/examples.js"),
  maps: () => import("fallline/dialogs/maps.js"),
  export: () => import("fallline/dialogs/export.js"),
  share: () => import("fallline/dialogs/share.js"),
  language: () => import("fallline/dialogs/language.js"),
};

const OF_A_RACE = ["maps", "export", "share", "copy"]; // what makes no sense before there is one

let opening = false;
let fetchedAhead = false;

/** Hears the buttons. */
export function install() {
  document.addEventListener("click", (event) => {
    const pressed = closest(event, "header button[id]");
    if (!pressed || (OF_A_RACE.includes(pressed.id) && !player.race)) return;
    if (pressed.id === "copy") copyLink(pressed);
    else if (pressed.id in DIALOGS) open(pressed.id);
  });
}

/** @param {string} id */
async function open(id) {
  if (opening) return;
  opening = true; // a second press while the module is fetched opens no second dialog
  const dialog = await DIALOGS[id]().catch(() => null);
  opening = false;
  if (dialog) dialog.open();
  else notice(say("This part of the page did not load; reload the page."));
}

/** Fetches the dialogs' modules one after the other, so that they open at once; one that fails is fetched when it is needed. */
export function fetchAhead() {
  if (fetchedAhead) return;
  fetchedAhead = true;
  const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ act) => setTimeout(act, 1000));
  whenIdle(async () => {
    for (const fetched of Object.values(DIALOGS)) await fetched().catch(() => null);
  });
}

/** @param {HTMLElement} pressed the button */
function copyLink(pressed) {
  const whole = `${window.location.origin}/?${link()}`;
  copy(whole, pressed, say("Copy link"), () => window.prompt(say("The link of this race:"), whole));
}
