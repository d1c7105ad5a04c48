import assert from "node:assert/strict";
import test from "node:test";
import { setKnownControls, recordReportedValue } from "fallline/player/known_controls.js";
import { shownLayers, setLayers, toggleLayer } from "fallline/player/layers.js";
import { currentLink, setCameraReader, setShownLink, shownLink } from "fallline/player/link.js";
import { withQuery, jsonRequest } from "fallline/core/server.js";

test("a new control has no new value, and a click always counts as new", () => {
  const slider = { props: { id: { type: "slider", of: "run-0", name: "lr" }, value: 3 } };
  const controls = { sidebar: { props: { children: [slider, { props: { children: null } }] } }, rates: "", landscape: { id: "", formula: "", typed: "" }, height: "log", theme: "dark" };
  setKnownControls(controls);
  const property = '{"name":"lr","of":"run-0","type":"slider"}.value';
  assert.ok(!recordReportedValue({ prop_id: property, value: 3 }));
  assert.ok(recordReportedValue({ prop_id: property, value: 4 }));
  assert.ok(!recordReportedValue({ prop_id: property, value: 4 }));
  assert.ok(!recordReportedValue({ prop_id: "height.value", value: "log" }));
  assert.ok(recordReportedValue({ prop_id: "add.n_clicks", value: 1 }));
  assert.ok(recordReportedValue({ prop_id: "add.n_clicks", value: 1 }));
});

test("layers are shown and hidden one by one", () => {
  setLayers(["step"]);
  toggleLayer("ideal");
  assert.deepEqual(shownLayers, ["step", "ideal"]);
  toggleLayer("step");
  assert.deepEqual(shownLayers, ["ideal"]);
});

test("the link has the race's words, and those of the layers and the camera", () => {
  setShownLink("on=booth&run=adam&t=7&camera=1,1,1", ["t"]);
  setLayers([]);
  setCameraReader(() => null);
  assert.equal(shownLink, "on=booth&run=adam&t=7&camera=1,1,1");
  assert.equal(currentLink(), "on=booth&run=adam");
  setLayers(["step", "ideal"]);
  setCameraReader(() => ({ eye: { x: 1.23456, y: -2, z: 0.5 } }));
  assert.equal(currentLink(), "on=booth&run=adam&inside=step,ideal&camera=1.235,-2,0.5");
});

test("a request has its parameters in its address, or as JSON in its body", () => {
  assert.equal(withQuery("/axes", { link: "on=booth&t=1", run: 0 }), "/axes?link=on%3Dbooth%26t%3D1&run=0");
  assert.equal(withQuery("/exports"), "/exports");
  assert.equal(jsonRequest({ a: 1 }, { "X-Key": "k" }).body, '{"a":1}');
});
