// The link and the snippet that share a race.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedAddress, snippetOf } from "fallline/dialogs/share_text.js";

const ORIGIN = "https://lab.example";
const LINK = "on=booth&run=adam~lr:0.1&hide=rail&mode=talk&t=33";

test("the page's own words are taken out", () => {
  assert.equal(sharedAddress(ORIGIN, LINK, { hide: [], mode: "" }), `${ORIGIN}/?on=booth&run=adam~lr:0.1&t=33`);
});

test("what is left out and the mode are put in", () => {
  const address = sharedAddress(ORIGIN, LINK, { hide: ["rail", "numbers"], mode: "embed" });
  assert.equal(address, `${ORIGIN}/?on=booth&run=adam~lr:0.1&t=33&hide=rail,numbers&mode=embed`);
});

test("the address in the snippet is written as HTML wants it", () => {
  assert.equal(
    snippetOf(`${ORIGIN}/?on=booth&t=33&mode=embed`, "Booth"),
    `<iframe src="${ORIGIN}/?on=booth&amp;t=33&amp;mode=embed" width="960" height="600" style="border:0"` +
      ' title="Fall Line: Booth" loading="lazy" allowfullscreen></iframe>',
  );
});
