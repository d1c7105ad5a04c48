/** The painters of all kinds of panels, by the panel's `data-overlay`. */
import { createCurvesPainter } from "fallline/painters/curves.js";
import { createPlanePainter } from "fallline/painters/plane.js";
import { createScoreboardPainter } from "fallline/painters/scoreboard.js";
import { createSurfacePainter } from "fallline/painters/space.js";
import { createTablePainter } from "fallline/painters/table.js";
import { registerPainter } from "fallline/player/player.js";

const PAINTERS = {
  plane: createPlanePainter,
  space: createSurfacePainter,
  curves: createCurvesPainter,
  numbers: createTablePainter,
  scoreboard: createScoreboardPainter,
};

/** Register all painters with the player. */
export function install() {
  for (const [kind, create] of Object.entries(PAINTERS)) registerPainter(kind, create);
}
