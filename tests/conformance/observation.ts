/** One thing that was seen: what, when and how much if that can be compared, and of whom. */
export interface Fact {
  readonly text: string;
  readonly atMs?: number;
  /** Rounded to {@linkcode amountStep} by the recorder. */
  readonly amount?: number;
  readonly subject?: string;
}

/** To what amounts are rounded: this far apart they are the same. */
export const amountStep = 0.05;

/** All that is compared of one run, in sections such as `order` and `final`. */
export type Observation = Readonly<Record<string, readonly Fact[]>>;

/** What a replay saw, and which deliberate differences it made use of. */
export interface Replay {
  readonly observation: Observation;
  readonly uses: ReadonlySet<string>;
}
