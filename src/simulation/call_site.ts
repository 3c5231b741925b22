/** How many frames are looked through: supervision and promises lie between a worker and whoever started it. */
const framesDeep = 60;

/** Where the package lies: its own frames say nothing to who calls it. */
const ownFolder = new URL("../", import.meta.url).href;

const frame = /\(?((?:file|https?|jsr|npm|data|blob):\S+?:\d+:\d+)\)?$/;

/** Where packages lie: beside a program, in the cache of their registry, or far away. */
const ofPackage = /^(?:https?|jsr|npm):|\/node_modules\/|\/npm\/[^/]+\/(?:@[^/]+\/)?[^/]+\/\d+\.\d+\.\d+/;

/**
 * The places of a stack that lie in files, nearest first, as `file:///work/orders.ts:12:5`.
 *
 * @param stack An error's `stack`; what is no text has no places.
 */
export function placesOf(stack: unknown): string[] {
  if (typeof stack !== "string") return [];
  return stack.split("\n").flatMap((line) => /^\s+at /.test(line) ? frame.exec(line.trim())?.[1] ?? [] : []);
}

/** The nearest place of a stack that is not of this package; `undefined` where there is none. */
export function callSiteOf(stack: unknown): string | undefined {
  return placesOf(stack).find((place) => !place.startsWith(ownFolder));
}

/** The nearest place of a stack that is no package's: a library that asserts throws in the place of who called it. */
export function ownCallSiteOf(stack: unknown): string | undefined {
  const places = placesOf(stack).filter((place) => !place.startsWith(ownFolder));
  return places.find((place) => !ofPackage.test(place)) ?? places[0];
}

/** Makes an error whose stack is deep enough to show who called, whatever lies between. */
export function withDeepStack<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(framesDeep, limit);
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
