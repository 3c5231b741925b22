/** Something of the platform that must not be used in a simulated run. */
export interface GuardedGlobal {
  /** As one writes it: `Date.now()`. */
  readonly api: string;
  /** Whose property it is; `undefined` where the runtime has none. */
  readonly holder: () => object | undefined;
  /** The property's name. */
  readonly key: string;
  /** What to do instead. */
  readonly instead: string;
  /** Which uses are meant, where not all are: `Date` without arguments reads the time, with some it does not. */
  readonly isMeant?: (args: readonly unknown[]) => boolean;
  /** Whether it is made with `new`. */
  readonly isMade?: boolean;
}

const time = "take the time from the run's clock";
const date = `${time}, and the time of day from its \`wallClock\``;
const chance = "take chance from the run's `random`";
const timer = "wait with `sleep` of the run's clock";
const network = "hand in something that plays the other side";

const runtime = (): Record<string, object | undefined> => globalThis as unknown as Record<string, object | undefined>;
const ofGlobal = (key: string, instead: string): GuardedGlobal => ({
  api: `${key}()`,
  holder: () => globalThis,
  key,
  instead,
});
const ofPrototype = (name: string, key: string, instead: string): GuardedGlobal => ({
  api: `${name}.${key}()`,
  holder: () => ownerOf(runtime()[name], key),
  key,
  instead,
});
const madeAnew = (key: string): GuardedGlobal => ({ ...ofGlobal(key, network), api: `new ${key}()`, isMade: true });
const ofDeno = (key: string): GuardedGlobal => ({
  api: `Deno.${key}()`,
  holder: () => runtime().Deno,
  key,
  instead: network,
});
const ofTemporal = (key: string): GuardedGlobal => ({
  api: `Temporal.Now.${key}()`,
  holder: () => (runtime().Temporal as { Now?: object } | undefined)?.Now,
  key,
  instead: date,
});

/** All that a guard puts an error in the place of. What a module took for itself when it was loaded, a guard does not reach. */
export const guardedGlobals: readonly GuardedGlobal[] = [
  { api: "Date.now()", holder: () => Date, key: "now", instead: date },
  { api: "new Date()", holder: () => globalThis, key: "Date", instead: date, isMeant: (args) => args.length === 0 },
  ...["now", "mark", "measure"].map((key) => ofPrototype("performance", key, time)),
  ...["instant", "zonedDateTimeISO", "plainDateTimeISO", "plainDateISO", "plainTimeISO"].map(ofTemporal),
  {
    api: "Math.random()",
    holder: () => Math,
    key: "random",
    instead: `${chance}, and hand it to supervise(), runGroup() and the like, which use Math.random() without one`,
  },
  ofPrototype("crypto", "getRandomValues", chance),
  ofPrototype("crypto", "randomUUID", chance),
  ofGlobal("setTimeout", timer),
  ofGlobal("setInterval", timer),
  ofGlobal("setImmediate", timer),
  { api: "AbortSignal.timeout()", holder: () => AbortSignal, key: "timeout", instead: timer },
  ofGlobal("fetch", network),
  madeAnew("WebSocket"),
  madeAnew("EventSource"),
  ...["connect", "connectTls", "listen", "listenTls", "serve", "resolveDns"].map(ofDeno),
];

/** The names of all of them. */
export const everythingGuarded: readonly string[] = guardedGlobals.map(({ api }) => api);

/** The object whose own property it is. */
function ownerOf(object: object | undefined, key: string): object | undefined {
  let owner: object | null | undefined = object;
  while (owner && !Object.hasOwn(owner, key)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner ?? undefined;
}
