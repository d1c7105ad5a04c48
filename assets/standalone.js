/** The entry point of the standalone HTML: one race in a file, with the page's painters and clock, without a server. */
import { decodeBase64 } from "fallline/core/arrays.js";
import { getById } from "fallline/core/dom.js";
import { hasWord } from "fallline/core/links.js";
import { setCameraReader, setShownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import * as painters from "fallline/painters/painters.js";
import { currentCamera, markCameraSet } from "fallline/page/camera.js";
import * as layerSwitches from "fallline/page/layer_switches.js";
import { drawFigures } from "fallline/page/plotly_figures.js";
import * as screenReader from "fallline/page/screen_reader.js";
import * as transport from "fallline/page/transport.js";

/** @import { RaceDrawingMessage } from "fallline/types.js" */

/**
 * Return the text of a script element that holds it in base64 of gzip.
 * @param {string} id
 * @returns {Promise<string>}
 */
async function unpackScript(id) {
  const bytes = decodeBase64((getById(id).textContent ?? "").trim());
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Show the race in #stage with Plotly from #plotly. */
async function show() {
  if (!("DecompressionStream" in window)) {
    getById("notice").textContent = "This browser is too old for this page; any of the last three years will do.";
    return;
  }
  const script = document.createElement("script");
  script.textContent = await unpackScript("plotly");
  document.head.append(script);
  /** @type {RaceDrawingMessage} */
  const stage = JSON.parse(await unpackScript("stage"));
  setCameraReader(currentCamera);
  transport.buildTransport();
  for (const part of [player, painters, transport, layerSwitches, screenReader]) part.install();
  setShownLink(stage.link, stage.viewKeys);
  player.loadRace(stage);
  document.getElementById("layers")?.append(layerSwitches.makeSwitches());
  if (hasWord(stage.link, "camera")) markCameraSet();
  drawFigures(stage.figures, false, player.startClock);
}

show();
