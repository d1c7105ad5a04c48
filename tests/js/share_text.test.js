// The address and the HTML that share a race.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shareUrl, embedHtml } from "fallline/dialogs/share_text.js";

const ORIGIN = "https://lab.example";
const LINK = "on=booth&run=adam~lr:0.1&hide=rail&mode=talk&t=33";

test("`hide` and `mode` of the link are removed", () => {
  assert.equal(shareUrl(ORIGIN, LINK, { hide: [], mode: "" }), `${ORIGIN}/?on=booth&run=adam~lr:0.1&t=33`);
});

test("hidden parts and a mode are added", () => {
  const address = shareUrl(ORIGIN, LINK, { hide: ["rail", "numbers"], mode: "embed" });
  assert.equal(address, `${ORIGIN}/?on=booth&run=adam~lr:0.1&t=33&hide=rail,numbers&mode=embed`);
});

test("the address in the HTML is escaped", () => {
  assert.equal(
    embedHtml(`${ORIGIN}/?on=booth&t=33&mode=embed`, "Booth"),
    `<iframe src="${ORIGIN}/?on=booth&amp;t=33&amp;mode=embed" width="960" height="600" style="border:0"` +
      ' title="Fall Line: Booth" loading="lazy" allowfullscreen></iframe>',
  );
});
