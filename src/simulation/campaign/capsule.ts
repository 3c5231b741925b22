import type { CaseSize, RunFailure } from "./subject.ts";

/** What tells of a run where it went another way: hashes over its events up to certain places, and the events themselves of a short run. */
export interface TraceDigest {
  /** After how many events a hash was taken each time. */
  readonly every: number;
  /** The hashes, 8 hex digits each, each over all events so far. */
  readonly hashes: readonly string[];
  /** All events, of a run that has few. */
  readonly events?: readonly { readonly atMs: number; readonly type: string }[];
}

/** A run that failed, with all that it takes to run it again. It is plain data; `capsuleText` writes it down, for JSON has no word for Infinity. */
export interface Capsule<Case = unknown> {
  /** Tells a capsule from other files. */
  readonly mainstay: "capsule";
  /** What it was made with, by name: `mainstay`, `deno`, `v8`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whose scenario it is. */
  readonly kind: "supervision" | "executor";
  /** Who drove it; none for an executor, which has one engine. */
  readonly engine?: "real" | "policy" | "services";
  /** What chance was drawn from. */
  readonly seed: string;
  /** Every fault is spelled out in it. */
  readonly scenario: Case;
  /** What came out. */
  readonly hash: string;
  /** How many events were told. */
  readonly eventCount: number;
  /** What broke: first what it was kept for. */
  readonly failures: readonly RunFailure[];
  /** What it takes to say where another run differs. */
  readonly trace: TraceDigest;
  /** What it was made smaller from, if it was. */
  readonly shrunk?: ShrinkAccount;
}

/** What shrinking did. */
export interface ShrinkAccount {
  /** How big the case was. */
  readonly from: CaseSize;
  /** How big it is. */
  readonly to: CaseSize;
  /** How many runs that took. */
  readonly runs: number;
}
