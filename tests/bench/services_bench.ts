import { healthHandler, startApplication } from "../../src/services/mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

/** What the service of a place depends on, by place. */
type Shape = (place: number) => readonly number[];

const shapes: Readonly<Record<string, { readonly shape: Shape; readonly what: string }>> = {
  deep: { shape: (place) => place === 0 ? [] : [place - 1], what: "each depends on the one before" },
  wide: { shape: (place) => place === 0 ? [] : [0], what: "all depend on one" },
  layers: {
    shape: (place) => place < 10 ? [] : Array.from({ length: 10 }, (_, n) => Math.floor(place / 10) * 10 - 10 + n),
    what: "in tens, each depends on all of the tens before",
  },
};

const size = 1_000;
/** What is compared with that is so many times as many. */
const times = 4;

function start(services: number, shape: Shape) {
  return startApplication(
    Array.from({ length: services }, (_, place) => ({
      name: `service-${place}`,
      dependsOn: shape(place).map((other) => `service-${other}`),
      onStart: () => {},
      onStop: () => {},
    })),
    { signals: false },
  );
}

/** How long so many services take to be ready, and to stop again, in ms. */
async function startAndStop(services: number, shape: Shape): Promise<number> {
  const startedMs = performance.now();
  const app = start(services, shape);
  const { ready, reasons } = await app.startUp;
  if (!ready) throw new Error(reasons.join("; "));
  const { teardown } = await app.stop();
  if (!teardown.clean) throw new Error("the stop was not clean");
  return performance.now() - startedMs;
}

/** Answers to a probe of an application of so many services in one millisecond. */
async function answersPerMs(services: number, path: string): Promise<number> {
  const app = start(services, shapes.wide!.shape);
  await app.startUp;
  const answer = healthHandler(app);
  const request = () => answer(new Request(`http://localhost${path}`));
  for (let n = 0; n < 200; n++) request();
  const startedMs = performance.now();
  let answers = 0;
  for (; performance.now() - startedMs < 500; answers++) {
    // The rest of the program has its turn between requests, as it has in a server.
    if (answers % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    request();
  }
  const perMs = answers / (performance.now() - startedMs);
  await app.stop();
  return perMs;
}

interface Series {
  readonly few: readonly number[];
  readonly many: readonly number[];
}

/** Whether the start and the stop of services cost no more than in proportion to their number, and what a probe costs. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(shapes);
  const series = await rounds(5, names, (name) => inFreshProcess<Series>(import.meta.url, name));
  const linear = names.map((name): Row => {
    const many = series[name]!.map((found) => median(found.many));
    const growth = ratios(many, series[name]!.map((found) => median(found.few)));
    return {
      what: `start and stop of ${size * times} services, ${shapes[name]!.what}`,
      unit: "ms",
      value: median(many),
      versus: `${size}`,
      ratio: median(growth),
      spread: spread(growth),
      limit: 2.2 ** Math.log2(times), // as elsewhere: 2.2 for each doubling
    };
  });
  const probes = ["/livez", "/readyz", "/healthz", "/metrics"];
  const rates = await rounds(3, probes, (path) => inFreshProcess<number>(import.meta.url, path));
  return [
    ...linear,
    ...probes.map((path): Row => ({
      what: `${path} of ${size} services, answers`,
      unit: "/ms",
      value: median(rates[path]!),
      spread: spread(rates[path]!),
    })),
  ];
}

if (import.meta.main) {
  const name = Deno.args[0]!;
  if (name.startsWith("/")) {
    console.log(JSON.stringify(await answersPerMs(size, name)));
    Deno.exit();
  }
  const { gc } = globalThis as unknown as { gc: () => void };
  const { shape } = shapes[name]!;
  for (let warmUp = 0; warmUp < 5; warmUp++) await startAndStop(size, shape); // The engine compiles first.
  const found = { few: [] as number[], many: [] as number[] };
  for (let block = 0; block < 5; block++) {
    for (const part of ["few", "many"] as const) {
      gc();
      found[part].push(await startAndStop(part === "few" ? size : size * times, shape));
    }
  }
  console.log(JSON.stringify(found));
  Deno.exit();
}
