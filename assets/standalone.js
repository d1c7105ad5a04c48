/** A race in a file of its own: the page's painters and clock without a server. */
import { bytesOf } from "fallline/core/arrays.js";
import { byId } from "fallline/core/dom.js";
import { has } from "fallline/core/links.js";
import { setCamera, setShown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import * as painters from "fallline/painters/painters.js";
import { camera, keepCamera } from "fallline/page/camera.js";
import * as layerSwitches from "fallline/page/layer_switches.js";
import * as spoken from "fallline/page/spoken.js";
import { paint } from "fallline/page/stage.js";
import * as transport from "fallline/page/transport.js";

/** @import { StageMessage } from "fallline/types.js" */

/**
 * What a script element holds, packed: base64 of gzip.
 * @param {string} id
 * @returns {Promise<string>}
 */
async function unpacked(id) {
  const bytes = bytesOf((byId(id).textContent ?? "").trim());
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Shows the race in #stage with Plotly from #plotly. */
async function show() {
  if (!("DecompressionStream" in window)) {
    byId("notice").textContent = "This browser is too old for this page; any of the last three years will do.";
    return;
  }
  const script = document.createElement("script");
  script.textContent = await unpacked("plotly");
  document.head.append(script);
  /** @type {StageMessage} */
  const stage = JSON.parse(await unpacked("stage"));
  setCamera(camera);
  transport.buildTransport();
  for (const part of [player, painters, transport, layerSwitches, spoken]) part.install();
  setShown(stage.link, stage.looks);
  player.take(stage);
  layerSwitches.buildSwitches();
  if (has(stage.link, "camera")) keepCamera();
  paint(stage.figures, false, player.start);
}

show();
