import type { Phase } from "../../src/simulation/timeline.ts";

/** What a page is about, as plain data: all text is as it came, none of it is markup. */
export interface PageData {
  /** The scenario's name. */
  readonly title: string;
  /** What it teaches. */
  readonly description?: string;
  /** What the page opens with. */
  readonly answer: PageAnswer;
  /** All that went wrong, the worst first. */
  readonly failures: readonly PageFailure[];
  /** What was expected. */
  readonly expectations: readonly PageExpectation[];
  /** The run that is drawn; none where there was none. */
  readonly run?: SupervisionPicture | ExecutorPicture;
  /** Of a campaign: what came out over all seeds. */
  readonly seeds?: SeedsPicture;
  /** Of a campaign: how many runs failed, those that were not kept among them. */
  readonly failedRuns?: number;
}

/** How a verdict is shown: it held, it failed, or nobody knows. */
export type PageTone = "held" | "failed" | "unknown";

/** The answer. */
export interface PageAnswer {
  /** How the verdict is shown. */
  readonly tone: PageTone;
  /** The verdict in a word or two. */
  readonly word: string;
  /** What failed and why, in one sentence. */
  readonly sentence: string;
  /** The line for a shell that runs it again. */
  readonly reproduce?: string;
  /** The figures that matter, each with its label. */
  readonly facts: readonly PageFact[];
}

/** A figure with its label. */
export interface PageFact {
  /** What it is. */
  readonly label: string;
  /** The figure, for people. */
  readonly value: string;
}

/** Something that went wrong. */
export interface PageFailure {
  /** The invariant, the expectation, or what else failed. */
  readonly name: string;
  /** What kind of failure it is. */
  readonly kind: string;
  /** What was seen, and what should have been. */
  readonly message: string;
  /** When and to whom, or in how many runs. */
  readonly where: string;
  /** The gravest event before it. */
  readonly why?: string;
  /** The seed that shows it, where there are several. */
  readonly seed?: string;
  /** The line for a shell that runs it again. */
  readonly reproduce?: string;
  /** The smallest scenario that fails in the same way, or the one that failed, as JSON. */
  readonly scenario?: { readonly what: string; readonly json: string };
}

/** An expectation and what came out. */
export interface PageExpectation {
  /** As the scenario states it. */
  readonly expectation: string;
  /** Whether it held; `undefined` where nobody knows. */
  readonly held: boolean | undefined;
  /** What came out. */
  readonly shown: string;
  /** Of several runs: where it lies with 95 % confidence. */
  readonly interval?: string;
  /** Of several runs: in how many it held, or which run was the worst. */
  readonly detail?: string;
}

/** A fault as a time, under the name that it is drawn with; or another time that has a meaning, such as that of a recovery. */
export interface FaultSpan {
  /** Whether it is a fault. */
  readonly isFault: boolean;
  /** The outage's name, or the kind of fault. */
  readonly name: string;
  /** What the row says in which all of its name stand: the name, and whom they strike where that is not everybody. */
  readonly row: string;
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over; its beginning of one that takes no time. */
  readonly toMs: number;
  /** Whether it is an outage: where there is no room for all names, those of outages come first. */
  readonly isOutage?: boolean;
  /** The workers that it strikes; everybody, or nobody in particular, unless given. */
  readonly struck?: readonly string[];
  /** What it does and whom it strikes. */
  readonly text: string;
}

/** What pictures of all runs have. */
export interface RunPicture {
  /** Which run it is. */
  readonly caption: string;
  /** What must be known to read its pictures, such as where it differs from the scenario that people wrote. */
  readonly note?: string;
  /** Where the time axis ends. */
  readonly endMs: number;
  /** Its faults, by their beginning. */
  readonly faults: readonly FaultSpan[];
  /** Who did what, in the scenario's order; of an executor what became of it and of its records. */
  readonly lanes: readonly Lane[];
  /** What was left out or put together so that the page stays small, one sentence each. */
  readonly thinned: readonly string[];
}

/** A time of one phase, or of several that were put together because they were too many. */
export interface LaneSpan {
  /** What it did; of several the one that took most of the time in which it was not up. */
  readonly phase: Phase;
  /** Its first moment. */
  readonly fromMs: number;
  /** The first moment after it. */
  readonly toMs: number;
  /** Of several: the share (0 to 1) of the time that it was up, and how many there are. */
  readonly mixed?: { readonly up: number; readonly count: number };
}

/** Something that happened to a worker, or several alike in a short time. */
export interface LaneMark {
  /** What. */
  readonly kind: "crash" | "lost";
  /** When; of several the first. */
  readonly atMs: number;
  /** How many. */
  readonly count: number;
  /** What was thrown, or by which rule it was lost. */
  readonly text: string;
}

/** What a worker did over time. */
export interface Lane {
  /** Its path. */
  readonly name: string;
  /** In order, without gaps. */
  readonly spans: readonly LaneSpan[];
  /** In order. */
  readonly marks: readonly LaneMark[];
  /** The share (0 to 1) of the time in which it should have been up that it was. */
  readonly availability: number | null;
}

/** A line of points. */
export interface Line {
  /** What it is of. */
  readonly name: string;
  /** Pairs of a horizontal and a vertical place, by the first. */
  readonly points: readonly (readonly [number, number])[];
}

/** How much of a worker's restart budget was used over time. */
export interface BudgetLine extends Line {
  /** How many restarts it allows. */
  readonly limit: number;
  /** In what time. */
  readonly periodMs: number;
}

/** Things that happened: pairs of a time and of how many there were then. */
export type Ticks = readonly (readonly [atMs: number, count: number])[];

/** What a start follows that is not a worker's first one. */
export type StartKind = "restart" | "cooldown" | "group" | "manual";

/** Starts of one kind. */
export interface StartTicks {
  /** What they follow. */
  readonly kind: StartKind;
  /** How many there are. */
  readonly count: number;
  /** When they were. */
  readonly ticks: Ticks;
}

/** A run of a supervision. */
export interface SupervisionPicture extends RunPicture {
  /** Tells it from that of an executor. */
  readonly kind: "supervision";
  /** Each worker with a budget that has a limit and was used, the least room first. */
  readonly budgets: readonly BudgetLine[];
  /** How many restarts were decided and charged, as the figures count them. */
  readonly restarts: number;
  /** All starts but the first of each worker, by what they follow; what did not occur is left out. */
  readonly starts: readonly StartTicks[];
  /** The width of a slice of time that is counted as one moment; 0 where every start has its own. */
  readonly startsWidthMs: number;
  /** The second with the most of these starts. */
  readonly storm?: { readonly atMs: number; readonly starts: number };
  /** Of each worker: when (in milliseconds) its n-th restart was decided. */
  readonly nth: readonly Line[];
  /** A row for each worker: text, the first one its name. */
  readonly figures: PageTable;
}

/** A run of an executor. */
export interface ExecutorPicture extends RunPicture {
  /** Tells it from that of a supervision. */
  readonly kind: "executor";
  /** How many records were held from a moment on. */
  readonly held: Line;
  /** The most that may be held. */
  readonly capacity: number | undefined;
  /** Executions by how they ended. */
  readonly executions: readonly { readonly status: string; readonly ticks: Ticks }[];
  /** The width of a slice of time that is counted as one moment; 0 where each has its own. */
  readonly ticksWidthMs: number;
  /** Its figures. */
  readonly figures: PageTable;
}

/** A table as text. */
export interface PageTable {
  /** The titles of its columns. */
  readonly head: readonly string[];
  /** Its rows. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are besides. */
  readonly more: number;
}

/** What came out over all seeds. */
export interface SeedsPicture {
  /** How many runs there are. */
  readonly runs: number;
  /** How long each one's horizon is. */
  readonly horizonMs: number;
  /** What the runs came to, with how many; those that did not occur are left out. */
  readonly verdicts: readonly { readonly word: string; readonly tone: PageTone; readonly runs: number }[];
  /** The share (0 to 1) up at the middle of each part of the horizon. */
  readonly fan: readonly {
    readonly atMs: number;
    readonly p5: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p95: number;
  }[];
  /** How figures are spread. */
  readonly distributions: readonly Distribution[];
  /** Coverage points, those that were never hit first. */
  readonly coverage: readonly {
    readonly name: string;
    readonly runs: number;
    readonly hits: number;
    readonly seed: string;
  }[];
  /** Faults by kind. */
  readonly faults: readonly { readonly kind: string; readonly runs: number; readonly count: number }[];
}

/** What is expected of a figure. */
export interface SpreadLimit {
  /** The expectation as the scenario states it. */
  readonly text: string;
  /** What the figure is compared with. */
  readonly value: number;
  /** Whether it held. */
  readonly held: boolean;
}

/** How a figure is spread, as the share of values that are at most so great. */
export interface Distribution {
  /** The figure. */
  readonly name: string;
  /** What its values are. */
  readonly unit: "ms" | "percent" | "count";
  /** What there is one value of. */
  readonly of: "run" | "sample";
  /** How many values there are, and the percentiles that people ask for. */
  readonly summary: string;
  /** The same as rows of a table: shares of the values with what these are at most, then what is expected. */
  readonly rows: PageTable["rows"];
  /** What is expected of it, as a place on its axis. */
  readonly limits: readonly SpreadLimit[];
  /** Pairs of a value and of the share (0 to 1) of values that are at most that. */
  readonly points: readonly (readonly [number, number])[];
}
