import type { Clock } from "../../mod.ts";

/** Something that a supervisor is told: that a child has ended, or what is asked of it. */
type Letter = () => void;

/** What a replay waits for: a clock that stands still as long as a promise is open. */
interface PatientClock extends Clock {
  track<T>(promise: Promise<T>): Promise<T>;
}

/**
 * The mailbox of an Erlang supervisor: it handles one letter after the other, and none while it waits for a child to start or to stop. Without
 * one (`holdsBack` is false) a letter is opened when it is written: that is how this library hears of everything.
 */
export class OtpMailbox {
  /** Whether a letter was kept while its supervisor handled something else. */
  hasKeptWaiting = false;
  /** Children whose restart failed, by name, and whose next try is among the letters. */
  readonly retrying = new Set<string>();
  readonly #clock: PatientClock;
  readonly #holdsBack: boolean;
  readonly #isQuiet: () => boolean;
  readonly #letters: { readonly open: Letter; isKeptWaiting: boolean }[] = [];
  readonly #firsts: Letter[] = [];
  #isLooking = false;
  #isClosed = false;

  /** @param isQuiet Whether the supervisor waits for nothing. */
  constructor(clock: PatientClock, holdsBack: boolean, isQuiet: () => boolean) {
    this.#clock = clock;
    this.#holdsBack = holdsBack;
    this.#isQuiet = isQuiet;
  }

  /** Writes a letter. */
  post(open: Letter): void {
    if (this.#isClosed) return;
    if (!this.#holdsBack) return open();
    this.#letters.push({ open, isKeptWaiting: false });
    this.look();
  }

  /** What is to be done first when the supervisor is quiet again, whatever letters there are. */
  next(open: Letter): void {
    this.#firsts.push(open);
    this.look();
  }

  /** Opens a letter out of turn: the supervisor looks for this one now. */
  take(open: Letter): void {
    const index = this.#letters.findIndex((letter) => letter.open === open);
    if (index >= 0) this.#letters.splice(index, 1);
    open();
  }

  /**
   * A child could not be restarted: Erlang's supervisor writes itself a letter to try again, which comes after those that it has.
   *
   * @returns Resolves when it is that letter's turn, or when nobody wants the child any more.
   */
  turnToRetry(name: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const open = () => {
        this.retrying.delete(name);
        resolve();
      };
      this.retrying.add(name);
      signal.addEventListener("abort", () => this.take(open));
      this.post(open);
    });
  }

  /** Opens a letter, if the supervisor is quiet, as soon as nothing else happens at this instant. */
  look(): void {
    if (this.#isLooking || this.#letters.length + this.#firsts.length === 0) return;
    this.#isLooking = true;
    const calm = new Promise<void>((resolve) => globalThis.setImmediate(resolve));
    void this.#clock.track(calm).then(() => {
      this.#isLooking = false;
      if (this.#isQuiet()) this.#open();
      for (const letter of this.#letters) letter.isKeptWaiting = true;
    });
  }

  /** The supervisor is gone: nobody opens any letter. */
  close(): void {
    this.hasKeptWaiting ||= this.#letters.some(({ isKeptWaiting }) => isKeptWaiting);
    this.#isClosed = true;
    this.#letters.length = 0;
    this.#firsts.length = 0;
  }

  #open(): void {
    const first = this.#firsts.shift();
    if (first !== undefined) {
      first();
    } else {
      const letter = this.#letters.shift();
      this.hasKeptWaiting ||= letter?.isKeptWaiting === true;
      letter?.open();
    }
    this.look();
  }
}
