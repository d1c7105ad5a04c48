/** The entry point of the page: starts its parts, and shows each race that arrives from the server. */
import { setCameraReader } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { clearPreview } from "fallline/player/preview.js";
import { setRaceHandler } from "fallline/player/store.js";
import * as painters from "fallline/painters/painters.js";
import * as address from "fallline/page/address.js";
import { currentCamera } from "fallline/page/camera.js";
import * as cards from "fallline/page/cards.js";
import * as guessMarks from "fallline/page/guess_marks.js";
import { showHints } from "fallline/page/hints.js";
import * as insideStep from "fallline/page/inside_step.js";
import * as inspector from "fallline/page/inspector.js";
import * as layerSwitches from "fallline/page/layer_switches.js";
import * as livePreview from "fallline/page/live_preview.js";
import * as modes from "fallline/page/modes.js";
import { drawFigures } from "fallline/page/plotly_figures.js";
import * as screenReader from "fallline/page/screen_reader.js";
import * as sidebar from "fallline/page/sidebar.js";
import * as stage from "fallline/page/stage.js";
import * as speedNotice from "fallline/page/speed_notice.js";
import * as startHandle from "fallline/page/start_handle.js";
import * as transport from "fallline/page/transport.js";
import * as undo from "fallline/page/undo.js";
import * as header from "fallline/dialogs/header.js";
import { showLandscape } from "fallline/dialogs/landscape_button.js";
import * as menu from "fallline/dialogs/menu.js";
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
  insideStep,
  inspector,
  sidebar,
  cards,
  modes,
  screenReader,
  speedNotice,
  guessMarks,
  stage,
  header,
  menu,
  undo,
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
  stage.buildStage();
  document.documentElement.dataset.theme = race.theme;
  address.recordShownLink(race.link, race.viewKeys, race.linkHasFault);
  showLandscape(shared.landscape, race.controls.landscape);
  clearPreview();
  inspector.setTable(race);
  player.loadRace(race);
  stage.updateStage();
  modes.applyPageMode(shared);
  menu.updateMenu();
  lesson.showLesson(shared.lesson);
  classroom.onRaceShown();
  drawFigures(race.figures, race.edited, player.startClock).then(header.prefetchDialogs).then(showHints);
  if (race.edited) address.addHistoryEntry();
  undo.updateButtons();
  address.startAddressUpdates();
}
