import type { Life } from "./engine_run.ts";
import type { RandomStreams } from "./random_streams.ts";
import type { TimerQueue } from "./timer_queue.ts";

/** What a timer does when it is due. */
export interface Due {
  fire(): void;
}

/** What everything that happens in the policy engine happens in. */
export interface PolicyScene {
  readonly nowMs: number;
  readonly timers: TimerQueue<Due>;
  readonly streams: RandomStreams;
  /** All that was lived, in order; none where nobody is to know. */
  readonly lives: Life[] | undefined;
  /** The time at which a sleep of so many milliseconds ends that is asked for now, rounded as a clock rounds it. */
  after(ms: number): number;
  /** Lets something follow once what happens now is over, as a reaction to a promise does. */
  afterwards(reaction: () => void): void;
  /** Hands out what was decided. What follows from it comes later. */
  tell(): void;
  /** Hands out what was decided, then lets follow what follows from it, until all is quiet. */
  settle(): void;
}
