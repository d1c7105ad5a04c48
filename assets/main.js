/** The entry point of the page: starts its parts, and shows each race that arrives from the server. */
import { getById } from "fallline/core/dom.js";
import { setCameraReader } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { clearPreview } from "fallline/player/preview.js";
import { setRaceHandler } from "fallline/player/store.js";
import * as painters from "fallline/painters/painters.js";
import * as address from "fallline/page/address.js";
import { currentCamera } from "fallline/page/camera.js";
import * as formulaPreview from "fallline/page/formula_preview.js";
import * as guessMarks from "fallline/page/guess_marks.js";
import { showHints } from "fallline/page/hints.js";
import * as layerSwitches from "fallline/page/layer_switches.js";
import * as livePreview from "fallline/page/live_preview.js";
import * as modes from "fallline/page/modes.js";
import { drawFigures } from "fallline/page/plotly_figures.js";
import * as rules from "fallline/page/rules.js";
import * as screenReader from "fallline/page/screen_reader.js";
import * as sidebar from "fallline/page/sidebar.js";
import * as speedNotice from "fallline/page/speed_notice.js";
import * as startHandle from "fallline/page/start_handle.js";
import * as steadyBoard from "fallline/page/steady_board.js";
import * as transport from "fallline/page/transport.js";
import * as header from "fallline/dialogs/header.js";
import * as classroom from "fallline/classroom/classroom.js";
import * as clicker from "fallline/lessons/clicker.js";
import * as lesson from "fallline/lessons/lesson.js";

/** @import { RaceMessage } from "fallline/types.js" */

const PARTS = [
  player,
  painters,
  startHandle,
  livePreview,
  transport,
  layerSwitches,
  rules,
  sidebar,
  modes,
  screenReader,
  formulaPreview,
  speedNotice,
  guessMarks,
  steadyBoard,
  header,
  lesson,
  clicker,
  classroom,
];

/**
 * Start the page's parts and request the race of the link in the address bar; called when Dash has rendered the page.
 */
export function boot() {
  setCameraReader(currentCamera);
  setRaceHandler(show);
  address.openLinkInAddress();
  for (const part of PARTS) part.install();
}

/**
 * Show a race that has arrived from the server.
 * @param {RaceMessage} race
 */
function show(race) {
  const { shared } = race;
  transport.buildTransport();
  document.documentElement.dataset.theme = race.theme;
  address.recordShownLink(race.link, race.viewKeys, race.linkHasFault);
  getById("landscape-name").textContent = shared.landscape;
  clearPreview();
  player.loadRace(race);
  modes.applyPageMode(shared);
  layerSwitches.buildSwitches();
  showHints();
  lesson.showLesson(shared.lesson);
  classroom.onRaceShown();
  drawFigures(race.figures, race.edited, player.startClock).then(header.prefetchDialogs);
  if (race.edited) address.addHistoryEntry();
  address.startAddressUpdates();
}
