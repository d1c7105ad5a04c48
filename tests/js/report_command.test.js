// The command that makes a report in a shell.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reportCommand } from "fallline/dialogs/report_command.js";

const LINK = "on=booth&run=adam~lr:0.1&run=sgd";

test("the landscape of the race needs no word of its own", () => {
  const command = `python app.py study report '${LINK}' --out folder --workers 2`;
  assert.equal(reportCommand(LINK, "this"), command);
});

test("a suite is named", () => {
  const command = `python app.py study report '${LINK}' --landscapes speed --out folder --workers 2`;
  assert.equal(reportCommand(LINK, "speed"), command);
});
