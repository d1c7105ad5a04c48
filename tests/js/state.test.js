import assert from "node:assert/strict";
import test from "node:test";
import { learn, noteReport } from "fallline/player/known_controls.js";
import { layers, setLayers, toggleLayer } from "fallline/player/layers.js";
import { link, setCamera, setShown, shown } from "fallline/player/link.js";
import { addressOf, posted } from "fallline/core/server.js";

test("a control that was just made is not turned, a press always is", () => {
  const slider = { props: { id: { type: "slider", of: "run-0", name: "lr" }, value: 3 } };
  const controls = { rail: { props: { children: [slider, { props: { children: null } }] } }, rates: "", height: "log", theme: "dark" };
  learn(controls);
  const property = '{"name":"lr","of":"run-0","type":"slider"}.value';
  assert.ok(!noteReport({ prop_id: property, value: 3 }));
  assert.ok(noteReport({ prop_id: property, value: 4 }));
  assert.ok(!noteReport({ prop_id: property, value: 4 }));
  assert.ok(!noteReport({ prop_id: "height.value", value: "log" }));
  assert.ok(noteReport({ prop_id: "add.n_clicks", value: 1 }));
  assert.ok(noteReport({ prop_id: "add.n_clicks", value: 1 }));
});

test("layers are switched one by one", () => {
  setLayers(["step"]);
  toggleLayer("ideal");
  assert.deepEqual(layers, ["step", "ideal"]);
  toggleLayer("step");
  assert.deepEqual(layers, ["ideal"]);
});

test("the link has the race's words, and what the visitor did beside them", () => {
  setShown("on=booth&run=adam&t=7&camera=1,1,1", ["t"]);
  setLayers([]);
  setCamera(() => null);
  assert.equal(shown, "on=booth&run=adam&t=7&camera=1,1,1");
  assert.equal(link(), "on=booth&run=adam");
  setLayers(["step", "ideal"]);
  setCamera(() => ({ eye: { x: 1.23456, y: -2, z: 0.5 } }));
  assert.equal(link(), "on=booth&run=adam&inside=step,ideal&camera=1.235,-2,0.5");
});

test("a question has its words in its address, or as JSON in its body", () => {
  assert.equal(addressOf("/axes", { link: "on=booth&t=1", run: 0 }), "/axes?link=on%3Dbooth%26t%3D1&run=0");
  assert.equal(addressOf("/exports"), "/exports");
  assert.equal(posted({ a: 1 }, { "X-Key": "k" }).body, '{"a":1}');
});
