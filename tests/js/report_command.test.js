// The shell command that makes a report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reportCommand } from "fallline/dialogs/report_command.js";

const LINK = "on=booth&run=adam~lr:0.1&run=sgd";

test("the race's own landscape needs no option", () => {
  const command = `python app.py study report '${LINK}' --out folder --workers 2`;
  assert.equal(reportCommand(LINK, "this"), command);
});

test("a suite is an option", () => {
  const command = `python app.py study report '${LINK}' --landscapes speed --out folder --workers 2`;
  assert.equal(reportCommand(LINK, "speed"), command);
});
