/** The page: what its parts are, and in which order they hear of a new race. */
import { byId } from "fallline/core/dom.js";
import { setCamera } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { forget } from "fallline/player/preview.js";
import { onRace } from "fallline/player/store.js";
import { curves } from "fallline/painters/curves.js";
import { plane } from "fallline/painters/plane.js";
import { scoreboard } from "fallline/painters/scoreboard.js";
import { space } from "fallline/painters/space.js";
import { table } from "fallline/painters/table.js";
import * as address from "fallline/page/address.js";
import * as aim from "fallline/page/aim.js";
import { camera } from "fallline/page/camera.js";
import * as guessMarks from "fallline/page/guess_marks.js";
import { hint } from "fallline/page/hint.js";
import * as layerSwitches from "fallline/page/layer_switches.js";
import * as live from "fallline/page/live.js";
import * as modes from "fallline/page/modes.js";
import * as rules from "fallline/page/rules.js";
import * as sidebar from "fallline/page/sidebar.js";
import * as slow from "fallline/page/slow.js";
import * as spoken from "fallline/page/spoken.js";
import { paint } from "fallline/page/stage.js";
import * as transport from "fallline/page/transport.js";
import * as typedFormula from "fallline/page/typed_formula.js";
import * as header from "fallline/dialogs/header.js";
import * as classroom from "fallline/classroom/classroom.js";
import * as clicker from "fallline/lessons/clicker.js";
import * as lesson from "fallline/lessons/lesson.js";

/** @import { RaceMessage } from "fallline/types.js" */

const PAINTERS = { plane, space, curves, numbers: table, scoreboard };
const PARTS = [
  player,
  aim,
  live,
  transport,
  layerSwitches,
  rules,
  sidebar,
  modes,
  spoken,
  typedFormula,
  slow,
  guessMarks,
  header,
  lesson,
  clicker,
  classroom,
];

/** Dash has made the page: its parts start, and the race of the link in the address bar is asked for. */
export function boot() {
  for (const [kind, make] of Object.entries(PAINTERS)) player.addPainter(kind, make);
  setCamera(camera);
  for (const part of PARTS) part.install();
  onRace(show);
  address.openAddress();
}

/**
 * Shows a race that has come.
 * @param {RaceMessage} race
 */
function show(race) {
  const { shared } = race;
  transport.buildTransport();
  document.documentElement.dataset.theme = race.theme;
  address.showInAddress(race.link, race.looks);
  byId("landscape-name").textContent = shared.landscape;
  forget();
  player.take(race);
  modes.setUp(shared);
  layerSwitches.buildSwitches();
  hint();
  lesson.showLesson(shared.lesson);
  classroom.classHears();
  paint(race.figures, race.edited, player.start).then(header.fetchAhead);
  if (race.edited) address.remember();
  address.follow();
}
