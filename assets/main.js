/** The page: its parts, which start when Dash has made it, and what is done with a race that has come. */
import { byId } from "fallline/core/dom.js";
import { setCamera } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { forget } from "fallline/player/preview.js";
import { onRace } from "fallline/player/store.js";
import * as painters from "fallline/painters/painters.js";
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

const PARTS = [
  player,
  painters,
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
  setCamera(camera);
  onRace(show);
  address.openAddress();
  for (const part of PARTS) part.install();
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
