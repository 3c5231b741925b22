import { subjectName } from "../execution_context.ts";
import type { RegistrationRequest } from "../registration.ts";
import type { JobHost } from "./job_host.ts";
import type { Errand, StoreErrands } from "./store_errands.ts";

/** What the store knows of one job: its row, and whether it was cancelled. Brought there in the background. */
export class JobRegistration {
  readonly #host: Pick<JobHost, "register" | "cancelRegistration">;
  readonly #errands: StoreErrands;
  readonly #request: RegistrationRequest;
  readonly #registering: Errand;
  #cancelling: Errand | undefined;
  #cancelled: Promise<boolean> | undefined;
  #id: number | null = null;
  readonly #known = Promise.withResolvers<number>();

  constructor(
    host: Pick<JobHost, "register" | "cancelRegistration">,
    errands: StoreErrands,
    request: RegistrationRequest,
  ) {
    this.#host = host;
    this.#errands = errands;
    this.#request = request;
    this.#registering = { what: `register ${this.#name}`, run: () => this.#register(), over: () => {} };
  }

  /** The number of its row; null until it has one. */
  get id(): number | null {
    return this.#id;
  }

  /** Resolves with the number of its row once it has one. */
  get known(): Promise<number> {
    return this.#known.promise;
  }

  /** Makes it known, now or later. */
  begin(): void {
    this.#errands.add(this.#registering);
  }

  /** The job is over: it is still made known, unless too many others are to be too. */
  loosen(): void {
    this.#errands.loosen(this.#registering);
  }

  /**
   * Marks it as cancelled, now or later; one that is not known is made known first. Again: answers as the first time.
   *
   * @returns Whether that was done.
   */
  cancel(): Promise<boolean> {
    return this.#cancelled ??= this.#cancel();
  }

  /** It is not to be marked as cancelled any more: there is a new one of its name. */
  replaced(): void {
    if (this.#cancelling !== undefined) this.#errands.drop(this.#cancelling);
  }

  #cancel(): Promise<boolean> {
    this.#errands.drop(this.#registering);
    return new Promise((resolve) => {
      this.#cancelling = {
        what: `mark ${this.#name} as cancelled`,
        run: async () => await this.#host.cancelRegistration(this.#id ?? await this.#register()),
        over: resolve,
      };
      this.#errands.add(this.#cancelling);
      this.#errands.loosen(this.#cancelling);
    });
  }

  async #register(): Promise<number> {
    this.#id = await this.#host.register(this.#request);
    this.#known.resolve(this.#id);
    return this.#id;
  }

  get #name(): string {
    const { owner, instance = "", name } = this.#request;
    return `"${subjectName({ kind: "job", owner, instance, name, topic: "" })}"`;
  }
}
