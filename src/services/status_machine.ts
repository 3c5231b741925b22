import { legalMoves, type ServiceStatus } from "./service_status.ts";

/** A move of a service's status that the table of legal moves does not hold: a fault of the supervisor. */
export class IllegalMoveError extends Error {
  /** The class's name. */
  override readonly name = "IllegalMoveError";
  /** The path of the service. */
  readonly service: string;
  /** The status that it had, and has. */
  readonly from: ServiceStatus;
  /** The status that it was to get. */
  readonly to: ServiceStatus;

  /** Says which service, and which move. */
  constructor(service: string, from: ServiceStatus, to: ServiceStatus) {
    super(`Cannot move service "${service}" to "${to}": the table of legal moves holds no such move out of "${from}"`);
    this.service = service;
    this.from = from;
    this.to = to;
  }
}

/** The status of one service: it moves along the table of legal moves. */
export class StatusMachine {
  readonly #service: string;
  readonly #isStrict: boolean;
  readonly #warn: (message: string) => void;
  #status: ServiceStatus = "not-started";
  #previous: ServiceStatus = "not-started";

  /**
   * Begins at "not-started".
   *
   * @param isStrict Whether an illegal move throws; otherwise it is performed, and `warn` is told.
   */
  constructor(service: string, isStrict: boolean, warn: (message: string) => void) {
    this.#service = service;
    this.#isStrict = isStrict;
    this.#warn = warn;
  }

  /** The present status. */
  get status(): ServiceStatus {
    return this.#status;
  }

  /** The status before it. */
  get previous(): ServiceStatus {
    return this.#previous;
  }

  /**
   * Moves on; to stay is no move.
   *
   * @param isForced Whether the table is not asked.
   * @returns Whether the status changed.
   * @throws {IllegalMoveError} In strict mode, for a move that the table does not hold; the status stays.
   */
  move(to: ServiceStatus, isForced = false): boolean {
    const from = this.#status;
    if (from === to) return false;
    if (!isForced && !legalMoves[from].includes(to)) {
      const error = new IllegalMoveError(this.#service, from, to);
      if (this.#isStrict) throw error;
      this.#warn(`${error.message}; it is done all the same`);
    }
    this.#previous = from;
    this.#status = to;
    return true;
  }
}
