// The types that the browser's modules share. Modules import them from "fallline/types.js", which is this file.

// ---- What browser and server send each other: the TypedDicts of the server, to which a test holds this part.

/**
 * A sentence's text, and its values by the names that stand in braces in the text. Where a `number` decides between
 * singular and plural, `text` is the singular and `other` the plural.
 */
export interface SentenceParts {
  text: string;
  values: Record<string, string | number | SentenceParts>;
  other?: string;
  number?: number;
}

/**
 * The colours of maps of many runs: of minima, of numbers of steps, of failures by the page's theme (`failed`), and of
 * the two sides of a comparison (`versus`).
 */
export interface MapColours {
  minima: string[];
  steps: string[];
  failed: Record<string, string[]>;
  versus: string[];
}

/** An array as JSON: its shape, its dtype 'f4' or 'f8' as `kind`, and its bytes in base64 as `data`. */
export interface PackedArray {
  shape: number[];
  kind: string;
  data: string;
}

/**
 * The curve of a function of one variable: its points from left to right, NaN in a gap, and the distances of a step's
 * arrows above the ball in pixels, by layer (`lanes`).
 */
export interface CurveData {
  x: PackedArray;
  heights: PackedArray;
  lanes: Record<string, number>;
}

/**
 * The plot range (two intervals), the margins in pixels, and whether both axes have the same scale. With a `curve`, the
 * second coordinate is the height.
 */
export interface PlanePainterData {
  box: [number, number][];
  margin: Record<string, number>;
  sameScale: boolean;
  curve: CurveData | null;
}

/** An edge of the floor under a surface: the name of its axis, and its ticks as (value, label). */
export interface FloorEdge {
  name: string;
  ticks: [number, string][];
}

/**
 * The drawn box (three intervals), the heights (rows, columns) over it, and the minima as (x, y, height); the height of
 * trails above the surface, the edges of the floor along x and y, the scale of heights, and the value above which they
 * are cut.
 */
export interface SpacePainterData {
  box: [number, number][];
  heights: PackedArray;
  minima: number[][];
  lift: number;
  floor: FloorEdge[];
  heightScale: string;
  cutAt: number | null;
}

/** A curve with a marker at the current step: column `axis` of `array` of run number `run`. */
export interface CurveLine {
  run: number;
  array: string;
  axis: number;
}

/** The plot's margins in pixels, and its axes: 0 to `steps` across, 10**low to 10**high (`decades`) upwards. */
export interface CurvePainterData {
  margin: Record<string, number>;
  steps: number;
  decades: [number, number];
  lines: CurveLine[];
}

/** A row of the table. Where the array `edge` is not 0, the number is a bound, with the sign `cut` before it. */
export interface TableLine {
  array: string;
  label: string;
  help: string;
  edge?: string;
  cut?: string;
}

/** The rows of the table. */
export interface TablePainterData {
  lines: TableLine[];
}

/** An entry of the list of lessons; `count` is the number of the lesson's pages. */
export interface LessonCard {
  id: string;
  minutes: number;
  count: number;
  title: string;
  description: string;
}

/**
 * A part of a page: a paragraph (`html`), the card of a rule (`title` and `lines` of MathML), or a question (all from
 * `answer` on), whose answer is of step `t`.
 */
export interface LessonBlock {
  kind: string;
  section: string;
  html?: string;
  title?: string;
  lines?: string[];
  answer?: string;
  t?: number;
  ask?: string;
  options?: Record<string, string>;
  unit?: string;
}

/** A page: its title, the link of its race, and its blocks. */
export interface LessonPage {
  title: string;
  race: string;
  blocks: LessonBlock[];
}

/** A whole lesson. */
export interface LessonText extends LessonCard {
  pages: LessonPage[];
}

/** The id of a control that is one of many, as Dash matches it: the `type`, and the names that tell it apart. */
export interface ControlId {
  type: "setting" | "slider" | "start" | "plane" | "press";
  of?: string;
  name?: string;
  axis?: number;
  part?: string;
  does?: string;
  run?: number;
}

/** The new value of one control. */
export interface Change {
  id: ControlId | string;
  value: any;
}

/** The controls that changed at the same moment; `number` counts the events of a page upwards. */
export interface ControlChanges {
  number: number;
  changes: Change[];
}

/**
 * A request for the race of `link` after the `events` that no answer has included yet, oldest first. `shown` is the
 * link of the race on the screen, empty if there is none yet.
 */
export interface RaceRequest {
  link: string;
  shown: string;
  theme: "light" | "dark";
  events: ControlChanges[];
}

/**
 * What the header shows of a landscape: its id, its formula as MathML, and the formula as it was typed, "" if none was.
 */
export interface LandscapeLabel {
  id: string;
  formula: string;
  typed: string;
}

/** The values of the page's controls for a race; `sidebar` is a Dash component. */
export interface Controls {
  sidebar: Record<string, any>;
  rates: string;
  landscape: LandscapeLabel;
  height: string;
  theme: string;
}

/**
 * A run that is drawn faintly, for comparison with another race: its mark, and its trails (rows, steps+1, 3). `costs`
 * are the gradient evaluations up to each step and `gap` is the median f - f*, both (steps+1,). `reachCosts`,
 * `leftCosts` and `backCosts` are the gradient evaluations at which each start reached the target, left it again and
 * was back to the end, -1 if it did not. `mostDivergedAt` is the first step at which most starts have diverged, -1 if
 * they have not.
 * `divergedCount` is the number of starts that diverged and never reached it.
 */
export interface GhostData {
  title: string;
  colour: string;
  shape: string;
  paths: PackedArray;
  costs: PackedArray;
  gap: PackedArray;
  reachCosts: number[];
  leftCosts: number[];
  backCosts: number[];
  mostDivergedAt: number;
  divergedCount: number;
}

/**
 * The source of one number in a formula: a `constant`, or with `power` the constant to the power of the step, from 1;
 * else an entry of the run's `array`, `shift` steps after the shown one. `first` is the value before the first step.
 */
export interface RuleSlot {
  array: string;
  shift: number;
  first: number;
  constant: number | null;
  power: boolean;
}

/**
 * An update rule: each line in `letters` and with numbers (`lines`), as MathML. An element of `lines` with the attribute
 * data-slot shows the number of that entry of `slots`. `missing` are the names of settings that matter and have no
 * letter in the formula.
 */
export interface RuleData {
  letters: string[];
  lines: string[];
  slots: RuleSlot[];
  missing: string[];
}

/**
 * A run of the race on show, with all numbers of its first start. `optimizer` is the optimizer's id and `rule` its
 * update rule. `outcome` and `diagnosis` say how the run ended and
 * why; `divergedAt` is the step at which it diverged, -1 if it did not. `stepUnit` is the unit of a step's length.
 * `momentum` names the array that is drawn as momentum; `gradientSize` names the array that measures the size of
 * gradients, with its power of the gradient (1 or 2). `extraPoints` (points, steps+1, 2) are further points of each
 * step, `arrays` (steps+1, axes) the numbers. `planeVectors` are the vectors projected on the plot plane, empty where
 * the plane lies along two coordinates.
 */
export interface RunData extends GhostData {
  optimizer: string;
  rule: RuleData;
  outcome: string | SentenceParts;
  divergedAt: number;
  diagnosis: string | SentenceParts;
  stepUnit: "lr" | "slope" | "";
  momentum: string | null;
  gradientSize: [string, number] | null;
  extraPoints: PackedArray;
  arrays: Record<string, PackedArray>;
  planeVectors: Record<string, PackedArray>;
}

/**
 * The style of a step's arrow: its `colour` ("" for that of the run), its `width` in pixels, the lengths of its `dashes`
 * and gaps in pixels (none for a solid line), and the end of the arrow (`head`).
 */
export interface ArrowStyle {
  colour: string;
  width: number;
  dashes: number[];
  head: "open" | "full" | "ring" | "none";
}

/**
 * The data that all painters share. `t` is the step that the link names, -1 if none. `start` is the chosen start in
 * coordinates of the plot plane, `starts` the number of starts. `foreground` and `background` are colours. `inside`
 * are the layers that are shown, `stage` is what is large on the stage, `selected` the index of the selected run, `hide`
 * the parts of the page that are not shown. `ghosts` are the runs of the race that is drawn faintly.
 */
export interface SharedData {
  steps: number;
  t: number;
  speed: number;
  defaultSpeed: number;
  inside: string[];
  stage: string;
  selected: number;
  mode: string;
  lesson: string;
  hide: string[];
  landscape: string;
  start: number[];
  axes: string[];
  starts: number;
  noise: number;
  foreground: string;
  background: string;
  arrowStyles: Record<string, ArrowStyle>;
  runs: RunData[];
  ghosts: GhostData[];
}

/** The drawing of a race: Plotly's `figures` and the painters' data, both by panel, and what all panels share. */
export interface RaceDrawing {
  figures: Record<string, any>;
  painterData: Record<string, any>;
  shared: SharedData;
}

/**
 * A race for the screen. `viewKeys` are the keys of a link that change no number; `edited` is true if the race comes
 * from a changed control.
 */
export interface RaceDrawingMessage extends RaceDrawing {
  link: string;
  viewKeys: string[];
  edited: boolean;
}

/** A race for the page, with its theme and the values of the controls. */
export interface RaceMessage extends RaceDrawingMessage {
  linkHasFault: boolean;
  theme: string;
  controls: Controls;
}

/**
 * The answer to a RaceRequest. `race` is null if the race on show stays; `notice` is a sentence on what was wrong,
 * null if nothing was; `remark` says what in the link was ignored, or which learning rates another landscape has
 * changed, else it is null; `undo` is the link with the former rates.
 */
export interface RaceAnswer {
  race: RaceMessage | null;
  notice: string | null;
  remark: string | null;
  undo: string | null;
}

/** The body of a response with an HTTP status of 400 or more: a sentence on what is wrong. */
export interface Problem {
  problem: string;
}

/**
 * A request for a film or a report of a link. `visitor` identifies the page that asks, so that cancelling a job leaves
 * it to other visitors.
 */
export interface JobRequest {
  link: string;
  options: Record<string, any>;
  suffix?: string;
  visitor: string;
}

/**
 * The progress of a film or a report, and its address once it is made. `jobsAhead` counts the jobs before it in the
 * queue. `done` of `total` parts of the `stage` are complete; `secondsLeft` is an estimate. `findings` are a report's
 * main results, each with a heading.
 */
export interface JobStatus {
  key: string;
  state: "waiting" | "starting" | "making" | "made" | "failed";
  jobsAhead?: number;
  stage?: string;
  done?: number;
  total?: number;
  secondsLeft?: number;
  problem?: string;
  href?: string;
  bytes?: number;
  page?: string;
  findings?: [string, string][];
}

/**
 * A request for the trails of a link's race from another `start` (a place in the plot plane), or with one slider moved
 * (`change`).
 */
export interface PathsRequest {
  link: string;
  start?: number[];
  change?: Change;
}

/** The trails of each run (rows, steps+1, 3), and the code path that computed them, such as 'compiled'. */
export interface PathsAnswer {
  paths: PackedArray[];
  computedBy: string[];
}

/** A landscape in the gallery; `formula` is MathML. */
export interface LandscapeCard {
  id: string;
  title: string;
  group: string;
  description: string;
  minima: string;
  formula: string;
  traits: string[];
}

/** An example in the gallery: a link, and a sentence on what to look for. */
export interface ExampleCard {
  id: string;
  title: string;
  group: string;
  description: string;
  link: string;
}

/** A typed formula as MathML, or a sentence on what is wrong with it. */
export interface TypesetFormula {
  mathml?: string;
  problem?: string;
}

/** A sentence on what this machine lacks for compiling (`missing`), empty if nothing. */
export interface CompileStatus {
  missing: string;
}

/** A race as a Python script, or a sentence on why there is none. */
export interface Script {
  code?: string;
  problem?: string;
}

/** The script of a race with this lab, and with plain torch. */
export interface Scripts {
  lab: Script;
  torch: Script;
}

/** The settings of a film or a figure, with the fields of `fallline.core.Setting`, and the suffixes of its file. */
export interface Export {
  settings: Record<string, any>[];
  suffixes: string[];
}

/** The options of each kind of export. */
export interface Exports {
  fileStem: string;
  film: Export;
  figure: Export;
}

/**
 * What a page needs before it requests maps of a link. `box` is the plot range, `minima` are places in the plot plane,
 * `minimaLabels` the minima's coordinates as text. `noise` and `tol` are those of the race, `fileStem` begins the names
 * of files of the race.
 */
export interface MapFacts {
  fileStem: string;
  box: [number, number][];
  axisNames: string[];
  minima: number[][];
  minimaLabels: string[];
  curve: (number | null)[];
  noise: number;
  tol: number;
  colours: MapColours;
}

/**
 * `count` lines of a basin map from line `first` on: the outcome (int8) and the step (int32) of each start, in base64,
 * and how they were computed.
 */
export interface BasinLines {
  first: number;
  count: number;
  outcomes: string;
  steps: string;
  provenance: Record<string, string>;
}

/** A sweep so far: the number of lines that are computed, and Plotly's figure of them. */
export interface SweepAnswer {
  fileStem: string;
  done: number;
  figure: Record<string, any>;
}

/** The learning rates that reach the target: Plotly's figure, a table, and a sentence on it. */
export interface RatesAnswer {
  fileStem: string;
  figure: Record<string, any>;
  columns: string[];
  rows: any[][];
  note: string;
}

/** What happened in the race that a lesson's question asks about; its type depends on the question. */
export interface QuestionResult {
  result: any;
}

/** A setting that can be swept: its path, its label in the visitor's language, and its help text. */
export interface SweepAxisCard {
  path: string;
  label: string;
  help: string;
}

/** A new class: its code, and the presenter's secret key. */
export interface ClassroomKey {
  code: string;
  key: string;
}

/**
 * What the presenter shows, its version, and how many seconds ago it was sent (`age`). `link` is null before the
 * presenter shows anything; `at` is the server's time of sending, in seconds.
 */
export interface ClassroomState {
  version: number;
  age: number;
  link: string | null;
  t?: number;
  playing?: boolean;
  speed?: number;
  at?: number;
}

/** The predictions of a class: the kind of answer, the number of students present, and the answers. */
export interface Guesses {
  kind: string;
  studentCount: number;
  values: any[];
}

// ---- Types of the browser alone.

/** A sentence of the server, untranslated; `saySentence` translates it. */
export type Sentence = string | SentenceParts;

/** An unpacked array, with its values in row-major order. */
export interface NdArray {
  values: Float32Array | Float64Array;
  shape: number[];
}

/** A figure of Plotly. */
export interface PlotlyFigure {
  data: any[];
  layout: Record<string, any>;
}

type Unpacked<T> =
  T extends PackedArray ? NdArray : T extends Record<string, PackedArray> ? Record<string, NdArray> : T;

/** A run that is drawn faintly, with unpacked arrays. */
export type Ghost = { [Name in keyof GhostData]: Unpacked<GhostData[Name]> };

/** A run with unpacked arrays. */
export type Run = { [Name in keyof RunData]: Unpacked<RunData[Name]> };

/** A race with unpacked arrays. `stale` is true while a preview shows trails of another start or setting. */
export interface Race extends Omit<SharedData, "runs" | "ghosts"> {
  runs: Run[];
  ghosts: Ghost[];
  stale?: boolean;
}

/** A point in the plot plane, [x, y]; in data units unless said otherwise. */
export type PlanePoint = [number, number];

/**
 * The mapping from data to pixels in the plane's plot. `left`, `top`, `width` and `height` are the plot's edges and
 * size in CSS pixels. `x` and `y` map data to pixels, `toData` maps pixels to data; `contains` tells whether a pixel
 * lies in the plot.
 */
export interface PlaneMapping {
  left: number;
  top: number;
  width: number;
  height: number;
  pixelsPerX: number;
  pixelsPerY: number;
  isCurve: boolean;
  x(value: number): number;
  y(value: number): number;
  snap(x: number, y: number): [x: number, y: number];
  toData(x: number, y: number): PlanePoint;
  contains(x: number, y: number): boolean;
}

/** The canvas over a panel's figure: its context, scaled so that units are CSS pixels, and its size in CSS pixels. */
export interface OverlayCanvas {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
}

/**
 * Draws what changes with the step on a panel. `layOut` computes all pixels again, after a change of the panel's size
 * or of the trails; `draw` shows step t. `updateView` is called before each frame and computes the pixels again if the
 * view has changed, such as Plotly's camera; it returns whether it has.
 */
export interface Painter {
  layOut(): void;
  draw(t: number): void;
  updateView?(): boolean;
}

/** Creates the painter of a panel; `painterData` is the panel's entry in that of the stage. */
export type PainterFactory = (panel: HTMLElement, painterData: any, race: Race) => Painter;

/** An answer of the server: what was requested, or the problem. */
export type Answer<T> = (T & { problem?: undefined }) | (Partial<Record<keyof T, undefined>> & Problem);

/**
 * The translations to a language, by English text: a text, or plural forms by the category of the number (Unicode
 * CLDR).
 */
export type Words = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

declare global {
  interface Window {
    Plotly: any;
    dash_clientside: any;
    dashMantineFunctions: any;
  }
}
