// The types that the browser's modules share. A module takes them from "fallline/types.js", which is this file.

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

/** The colours of maps of many runs; those of failures by the page's theme. */
export interface MapColours {
  minima: string[];
  steps: string[];
  failed: Record<string, string[]>;
  versus: string[];
}

/** An array as text, to be unpacked in the browser: its shape, 'f4' or 'f8', and its bytes in base64. */
export interface Packed {
  shape: number[];
  kind: string;
  data: string;
}

/** The drawn part of the plane (two intervals), the margins in pixels, and whether both axes have one scale. */
export interface PlaneActors {
  box: [number, number][];
  margin: Record<string, number>;
  sameScale: boolean;
}

/** The drawn box (three intervals), the heights on a grid over it (rows, columns), and the minima on the surface. */
export interface SpaceActors {
  box: [number, number][];
  heights: Packed;
  minima: number[][];
}

/** A curve that a ball runs along: column `axis` of an `array` of a run. */
export interface CurveLine {
  run: number;
  array: string;
  axis: number;
}

/** The plot's margins in pixels, and its axes: `steps` across, from 10**low to 10**high (`decades`) upwards. */
export interface CurveActors {
  margin: Record<string, number>;
  steps: number;
  decades: [number, number];
  lines: CurveLine[];
}

/** A line of the table; where the array `edge` is not 0, the number is a bound, and the sign `cut` says so. */
export interface TableLine {
  array: string;
  words: string;
  help: string;
  edge?: string;
  cut?: string;
}

/** The lines of the table. */
export interface TableActors {
  lines: TableLine[];
}

/** What stands in the list of lessons. */
export interface LessonCard {
  id: string;
  minutes: number;
  count: number;
  title: string;
  says: string;
}

/**
 * A part of a page: a paragraph (`html`), the card of a rule (`title` and `lines` of MathML), or a question (all
 * from `answer` on), whose answer is of step `t`.
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

/** A control that is one of many: `type` and the names that tell it from others. */
export interface ControlId {
  type: "setting" | "slider" | "start" | "plane" | "press";
  of?: string;
  name?: string;
  axis?: number;
  part?: string;
  does?: string;
  run?: number;
}

/** What one control says now. */
export interface Change {
  id: ControlId | string;
  value: any;
}

/** The controls that reported at one moment; numbers rise. */
export interface Turn {
  number: number;
  changes: Change[];
}

/**
 * The race of `link` after the turns that no answer has covered yet, oldest first; `shown` is the link of the race
 * on the screen, empty if there is none yet.
 */
export interface RaceQuestion {
  link: string;
  shown: string;
  theme: "light" | "dark";
  turns: Turn[];
}

/** What the controls show for a race; `rail` is a Dash component. */
export interface Controls {
  rail: Record<string, any>;
  rates: string;
  height: string;
  theme: string;
}

/**
 * A run as far as it is drawn faintly beside another race: its mark, and its trails (rows, steps+1, 3). `spent` are
 * the gradient evaluations up to each step and `gap` is the median f - f*, both (steps+1,); `arrivals` says for each
 * start what reaching the target had cost, -1 where it did not.
 */
export interface GhostData {
  title: string;
  colour: string;
  shape: string;
  paths: Packed;
  spent: Packed;
  gap: Packed;
  arrivals: number[];
  diverged: number;
}

/**
 * A run and every number of its first start. `outcome` and `why` say how the run ended; `stopped` is the step at
 * which it diverged, -1 if it did not; `unit` is what the length of a step is measured in. `momentum` names the
 * array that is drawn as momentum, `size` the array that is the size of gradients and the power of a gradient that
 * it is. `points` are further points (points, steps+1, 2), `arrays` (steps+1, axes) the numbers, and `drawn` the
 * vectors as they are seen in a plane that does not lie along two coordinates.
 */
export interface RunData extends GhostData {
  outcome: string | SentenceParts;
  stopped: number;
  why: string | SentenceParts;
  unit: "lr" | "slope" | "";
  momentum: string | null;
  size: [string, number] | null;
  points: Packed;
  arrays: Record<string, Packed>;
  drawn: Record<string, Packed>;
}

/**
 * What every painter uses. `t` is the step that the link asks for, -1 if none; `start` is the chosen start as it is
 * seen in the plane, `starts` how many there are; `before` is the race that is drawn faintly.
 */
export interface SharedData {
  steps: number;
  t: number;
  speed: number;
  usualSpeed: number;
  inside: string[];
  mode: string;
  lesson: string;
  hide: string[];
  landscape: string;
  start: number[];
  axes: string[];
  starts: number;
  noise: number;
  ink: string;
  paper: string;
  runs: RunData[];
  before: GhostData[];
}

/** What is shown of a race: Plotly's `figures` and what moves on them (`actors`) by panel. */
export interface Stage {
  figures: Record<string, any>;
  actors: Record<string, any>;
  shared: SharedData;
}

/**
 * A race for the screen. `looks` are the words of a link that change no number; `edited`: it came of a turned
 * control.
 */
export interface StageMessage extends Stage {
  link: string;
  looks: string[];
  edited: boolean;
}

/** A race for the page, in the theme that its link asks for, and what the controls show. */
export interface RaceMessage extends StageMessage {
  theme: string;
  controls: Controls;
}

/** `race` is None where what is on show stays; `notice` says what was wrong, None if nothing. */
export interface RaceAnswer {
  race: RaceMessage | null;
  notice: string | null;
}

/** An answer with an HTTP status of 400 and more: what is wrong, in a sentence. */
export interface Problem {
  problem: string;
}

/** A film or a report of a link; `visitor` is who asks, so that one who cancels cancels for nobody else. */
export interface JobQuestion {
  link: string;
  how: Record<string, any>;
  suffix?: string;
  visitor: string;
}

/** How far a film or a report is, or where it lies. */
export interface JobStatus {
  key: string;
  state: "waiting" | "starting" | "making" | "made" | "failed";
  waiting?: number;
  stage?: string;
  done?: number;
  all?: number;
  left?: number;
  problem?: string;
  href?: string;
  bytes?: number;
  page?: string;
  says?: [string, string][];
}

/** Trails of a link's race from another `start`, a place in the drawn plane, or with a slider `turned`. */
export interface PathsQuestion {
  link: string;
  start?: number[];
  turned?: Change;
}

/** For each run its trails (rows, steps+1, 3), and which path computed them. */
export interface PathsAnswer {
  paths: Packed[];
  made: string[];
}

/** A landscape that there is to choose; `formula` is MathML. */
export interface LandscapeCard {
  id: string;
  title: string;
  group: string;
  says: string;
  minima: string;
  formula: string;
  traits: string[];
}

/** An example: a race and a sentence on what to look for. */
export interface ExampleCard {
  id: string;
  title: string;
  group: string;
  says: string;
  link: string;
}

/** A typed formula as LaTeX, or what is wrong with it. */
export interface Typeset {
  latex?: string;
  problem?: string;
}

/** What this machine lacks for compiling, in a sentence; empty if nothing. */
export interface Speed {
  says: string;
}

/** A race as Python, or why there is no such script. */
export interface Script {
  code?: string;
  problem?: string;
}

/** A race by this lab, and by plain torch. */
export interface Scripts {
  lab: Script;
  torch: Script;
}

/** The settings of a film or a figure, as `fallline.core.Setting` has them, and what its file may end in. */
export interface Export {
  settings: Record<string, any>[];
  suffixes: string[];
}

/** What can be exported. */
export interface Exports {
  film: Export;
  figure: Export;
}

/** What the page knows of a link's maps before it asks for them. */
export interface MapFacts {
  box: [number, number][];
  names: string[];
  minima: number[][];
  points: string[];
  noise: number;
  tol: number;
  colours: MapColours;
}

/** Too many compute; the page asks again. */
export interface Busy {
  busy: boolean;
}

/** Some lines of a basin map from `first` on: what became of each start (int8) and when (int32), in base64. */
export interface BasinLines {
  first: number;
  count: number;
  became: string;
  steps: string;
  made: Record<string, string>;
}

/** A sweep as far as it is computed: how many lines that is, and Plotly's figure of them. */
export interface SweepAnswer {
  done: number;
  figure: Record<string, any>;
}

/** The learning rates that work: Plotly's figure, and a table with a sentence on it. */
export interface RatesAnswer {
  figure: Record<string, any>;
  columns: string[];
  rows: any[][];
  note: string;
}

/** The answer to a lesson's question, of the kind that the question asks for. */
export interface Happened {
  happened: any;
}

/** A setting that can be swept. */
export interface AxisCard {
  path: string;
  help: string;
}

/** A new class: its code, and the key that drives it. */
export interface ClassKey {
  code: string;
  key: string;
}

/** What a class is shown, its version, and how many seconds ago that was; `link` is None before the first. */
export interface ClassNow {
  version: number;
  age: number;
  link: string | null;
  t?: number;
  playing?: boolean;
  speed?: number;
  at?: number;
}

/** What a class predicted: the kind of answer, how many follow, and the answers. */
export interface Guesses {
  kind: string;
  here: number;
  values: any[];
}

// ---- What the browser makes of them.

/** A sentence of the server's, kept so that it can be said in the reader's language. */
export type Told = string | SentenceParts;

/** An array that was unpacked: row-major values. */
export interface Numbers {
  values: Float32Array | Float64Array;
  shape: number[];
}

/** A figure as Plotly takes it. */
export interface PlotlyFigure {
  data: any[];
  layout: Record<string, any>;
}

type Unpacked<T> = T extends Packed ? Numbers : T extends Record<string, Packed> ? Record<string, Numbers> : T;

/** A run that is drawn faintly, with unpacked arrays. */
export type Ghost = { [Name in keyof GhostData]: Unpacked<GhostData[Name]> };

/** A run with unpacked arrays. */
export type Run = { [Name in keyof RunData]: Unpacked<RunData[Name]> };

/** The race on show, with unpacked arrays; `stale` while its trails are those of another start or setting. */
export interface Race extends Omit<SharedData, "runs" | "before"> {
  runs: Run[];
  before: Ghost[];
  stale?: boolean;
}

/** A place in the drawn plane. */
export type Place = [number, number];

/** Pixels of a data point, and back. */
export interface Mapping {
  left: number;
  top: number;
  wide: number;
  tall: number;
  across: number;
  up: number;
  x(value: number): number;
  y(value: number): number;
  point(x: number, y: number): Place;
  holds(x: number, y: number): boolean;
}

/** A canvas that is drawn on in CSS pixels. */
export interface Sheet {
  pen: CanvasRenderingContext2D;
  width: number;
  height: number;
}

/**
 * What moves on a panel: `lay` finds its pixels anew, `draw` shows step t; `moved` says whether the view has changed by
 * itself since the last call.
 */
export interface Painter {
  lay(): void;
  draw(t: number): void;
  moved?(): boolean;
}

/** Makes the painter of a panel; `needs` is what the panel's `actors` has sent. */
export type MakePainter = (panel: HTMLElement, needs: any, race: Race) => Painter;

/** What the server answers: what was asked for, or what is wrong. */
export type Answer<T> = (T & { problem?: undefined }) | (Partial<Record<keyof T, undefined>> & Problem);

/** The words of a language: a text, or the forms of a plural by the category of its number (Unicode CLDR). */
export type Words = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

declare global {
  interface Window {
    Plotly: any;
    dash_clientside: any;
    dashMantineFunctions: any;
  }
}
