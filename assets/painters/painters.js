/** The painters of panels, by what a panel has as `data-overlay`. */
import { curves } from "fallline/painters/curves.js";
import { plane } from "fallline/painters/plane.js";
import { scoreboard } from "fallline/painters/scoreboard.js";
import { space } from "fallline/painters/space.js";
import { table } from "fallline/painters/table.js";
import { addPainter } from "fallline/player/player.js";

/** Names them to the player. */
export function install() {
  for (const [kind, make] of Object.entries({ plane, space, curves, numbers: table, scoreboard })) addPainter(kind, make);
}
