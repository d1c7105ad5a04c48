// What ESLint holds the browser's code to; types are tsc's business (tsconfig.json), layers those of test_structure.py.

import js from "@eslint/js";
import globals from "globals";

const BRIDGE = "assets/bridge.js"; // the one classic script: Dash loads it itself and calls what it puts on `window`

// Globals of a browser that are more often a variable that somebody forgot to declare.
const MISLEADING = [
  ...["close", "closed", "event", "external", "find", "frames", "length", "name", "open", "opener", "origin", "parent"],
  ...["print", "scroll", "self", "status", "stop", "top"],
];

const IMPORT = ":matches(ImportDeclaration, ImportExpression, ExportNamedDeclaration[source], ExportAllDeclaration)";

const SAYS = "CallExpression[callee.name=/^(say|plural)$/]";

const forbidden = [
  { selector: "ExportDefaultDeclaration", message: "Export by name." },
  { selector: "MemberExpression[property.name='fallline']", message: "Import what you need; there is no global." },
  {
    selector: `${SAYS} ${SAYS}`,
    message: "Put the inner text in a constant: the extraction of texts does not look into the arguments of a text.",
  },
  {
    selector: `${IMPORT}[source.value!=/^fallline\\x2F/]`,
    message: 'Import by the name that the import map has: "fallline/<path under assets>".',
  },
];

export default [
  { ignores: [".venv/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      "complexity": ["error", 15],
      "eqeqeq": ["error", "always", { null: "ignore" }],
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-globals": ["error", ...MISLEADING],
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unused-expressions": "error",
      "no-var": "error",
      "no-warning-comments": ["error", { terms: ["@ts-ignore", "@ts-nocheck"], location: "anywhere" }],
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["assets/**/*.js"],
    rules: { "no-restricted-syntax": ["error", ...forbidden] },
  },
  {
    files: ["assets/**/*.js"],
    ignores: ["assets/race/**"],
    languageOptions: { globals: { ...globals.browser, Plotly: "readonly" } },
  },
  {
    // Logic without a page: what node lacks, these modules may not use.
    files: ["assets/race/**/*.js"],
    languageOptions: { globals: globals["shared-node-browser"] },
  },
  {
    files: [BRIDGE],
    languageOptions: { sourceType: "script" },
    rules: {
      "no-implicit-globals": "error",
      "no-restricted-syntax": "off",
      "strict": ["error", "function"],
    },
  },
  {
    files: ["tests/js/**/*.js", "*.config.js"],
    languageOptions: { globals: globals.node },
  },
];
