/** The keys of the page: commands with a key of their own, the list of all shortcuts, and which key presses count. */
import { closest } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";

/** @typedef {readonly [keys: readonly string[], effect: string]} Shortcut keys with the same kind of effect */

/** Commands with a key of their own: the key, and what it does. */
const COMMANDS = {
  map: ["M", say("The map is large")],
  surface: ["3", say("The 3D surface is large")],
  both: ["B", say("The map and the 3D surface side by side")],
  reset: ["C", say("Reset the camera")],
  maximise: ["F", say("More room for the stage")],
  inside: ["I", say("This step's arrows, and the rule with its numbers")],
  present: ["P", say("Large type for a projector, and back")],
  help: ["?", say("This help")],
};
/** @typedef {keyof typeof COMMANDS} CommandName */

const COMMAND_NAMES = /** @type {CommandName[]} */ (Object.keys(COMMANDS));

/** @param {CommandName} name @returns {Shortcut} */
const shortcut = (name) => [[COMMANDS[name][0]], COMMANDS[name][1]];

/**
 * All shortcuts in groups, as the help shows them. A new key is added here.
 * @type {readonly (readonly [title: string, shortcuts: readonly Shortcut[]])[]}
 */
export const SHORTCUTS = [
  [
    say("Playback"),
    [
      [[say("Space")], say("Play or pause")],
      [["←", "→"], say("One step back or forward; ten with Shift")],
      [["Home", "End"], say("To the first or the last step")],
    ],
  ],
  [say("Stage"), /** @type {CommandName[]} */ (["map", "surface", "both", "reset", "maximise", "inside"]).map(shortcut)],
  [
    say("Page"),
    [
      [["Ctrl+Z"], say("Undo the last change")],
      [["Ctrl+Shift+Z", "Ctrl+Y"], say("Redo it")],
      shortcut("present"),
      shortcut("help"),
      [["Esc"], say("Close a dialog or the menu")],
    ],
  ],
  [say("With the focus on the start ring"), [[["←", "↑", "→", "↓"], say("Move the start; farther with Shift")]]],
  [
    say("With the focus on the 3D surface"),
    [
      [["←", "↑", "→", "↓"], say("Turn it")],
      [["+", "−"], say("Nearer or farther")],
    ],
  ],
  [
    say("On a projector"),
    [
      [["Page Down", "Page Up"], say("Play or pause, back to the start; in a lesson turn the page")],
      [["B", "."], say("Black screen, and back")],
    ],
  ],
];

const KEY_CONTROLS = "input:not(.scrub), textarea, select, [role=slider], [contenteditable]";

/**
 * Return whether a key press is for the page: a race is on the screen, neither Ctrl, Alt nor Meta is held, and the
 * focus is not on a control that uses keys itself.
 * @param {KeyboardEvent} event
 * @param {string} others a selector of further elements that use keys themselves
 * @returns {boolean}
 */
export function isPageKey(event, others) {
  if (!player.race || event.ctrlKey || event.altKey || event.metaKey) return false;
  return !closest(event, `${KEY_CONTROLS}, ${others}`);
}

/**
 * Return what a command does with its key, as the title of its button.
 * @param {CommandName} name
 * @returns {string}
 */
export const commandTitle = (name) => `${COMMANDS[name][1]} (${COMMANDS[name][0]})`;

/**
 * Return the command that a key press asks for, null if none.
 * @param {KeyboardEvent} event
 * @returns {CommandName | null}
 */
export function commandOf(event) {
  const name = COMMAND_NAMES.find((each) => COMMANDS[each][0] === event.key.toUpperCase());
  return name && isPageKey(event, "dialog") ? name : null;
}

const TEXT_FIELDS = "textarea, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])";

/**
 * Return which change of the history a key press asks for: Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, with Cmd in place of Ctrl
 * too; null for other keys, in a dialog and in a text field, which has a history of its own.
 * @param {KeyboardEvent} event
 * @returns {"undo" | "redo" | null}
 */
export function historyKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || closest(event, `dialog, ${TEXT_FIELDS}`)) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}
