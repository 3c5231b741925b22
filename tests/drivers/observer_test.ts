// Decision 14: observers cannot hurt.
import { assertEquals } from "@std/assert";
import type { Logger, SupervisionEvent } from "@mainstay/supervisor";
import { Observer, supervisionWords } from "../../src/drivers/observer.ts";
import { crashingAfter } from "../support/acting_workers.ts";
import { superviseVirtually } from "../support/virtual_run.ts";

const event: SupervisionEvent = { type: "group-started", atMs: 0, workers: 2 };

/** A logger that keeps `level: message`; of the named levels it throws instead. */
function keepingLogger(...throwing: (keyof Logger)[]): Logger & { lines: string[] } {
  const lines: string[] = [];
  const keep = (level: keyof Logger) => (message: string) => {
    lines.push(`${level}: ${message}`);
    if (throwing.includes(level)) throw new Error("disk full");
  };
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}

/** What `console.error` gets while `act` runs. */
async function complaints(act: () => unknown): Promise<unknown[][]> {
  const { error } = console;
  const calls: unknown[][] = [];
  console.error = (...args: unknown[]) => calls.push(args);
  try {
    await act();
  } finally {
    console.error = error;
  }
  return calls;
}

Deno.test("Observer.tell() hands on the event itself", () => {
  const seen: SupervisionEvent[] = [];
  new Observer((each) => seen.push(each), undefined, supervisionWords).tell(event);
  assertEquals([seen.length, seen[0] === event], [1, true]);
});

Deno.test("Observer.tell() logs a sentence at the event's level", () => {
  const logger = keepingLogger();
  const observer = new Observer(undefined, logger, supervisionWords);
  observer.tell(event);
  observer.tell({ type: "abandoned", atMs: 1, worker: "w", incarnation: 2, sinceMs: 0 });
  assertEquals(logger.lines, [
    "info: Group of 2 workers started",
    'error: Worker "w" (incarnation 2) is abandoned: it still runs at the end of its grace',
  ]);
});

Deno.test("Observer.tell() reports a throwing onEvent once, to the logger", async () => {
  const logger = keepingLogger();
  const observer = new Observer(
    () => {
      throw new Error("oops");
    },
    logger,
    supervisionWords,
  );
  const calls = await complaints(() => {
    observer.tell(event);
    observer.tell(event);
  });
  assertEquals(logger.lines.filter((line) => line.startsWith("error")), [
    'error: The supervision\'s "onEvent" threw, which is reported this once; supervision goes on: Error: oops',
  ]);
  assertEquals(calls, []);
});

Deno.test("Observer.tell() reports a throwing onEvent once, to the console where there is no logger", async () => {
  const thrown = new Error("oops");
  const observer = new Observer(
    () => {
      throw thrown;
    },
    undefined,
    supervisionWords,
  );
  const calls = await complaints(() => {
    observer.tell(event);
    observer.tell(event);
  });
  assertEquals(calls, [[
    'The supervision\'s "onEvent" threw, which is reported this once; supervision goes on:',
    thrown,
  ]]);
});

Deno.test("Observer.tell() reports a throwing logger once, to the console", async () => {
  const observer = new Observer(undefined, keepingLogger("info"), supervisionWords);
  const calls = await complaints(() => {
    observer.tell(event);
    observer.tell(event);
  });
  assertEquals(calls.map(([sentence]) => sentence), [
    'The supervision\'s "logger" threw, which is reported this once; supervision goes on:',
  ]);
});

Deno.test("Observer.tell() does not throw when everything it could complain to throws", async () => {
  const observer = new Observer(
    () => {
      throw Object.create(null);
    },
    keepingLogger("info", "error"),
    supervisionWords,
  );
  let told = 0;
  await complaints(() => {
    console.error = () => {
      throw new Error("no console");
    };
    observer.tell(event);
    told++;
  });
  assertEquals(told, 1);
});

Deno.test("Observer.tell() reports a thrown value that cannot be made text", async () => {
  const logger = keepingLogger();
  const observer = new Observer(
    () => {
      throw Object.create(null);
    },
    logger,
    supervisionWords,
  );
  const calls = await complaints(() => observer.tell(event));
  const reports = logger.lines.filter((line) => line.startsWith("error")).length + calls.length;
  assertEquals(reports, 1);
});

Deno.test("supervise() goes on as if a throwing observer were not there", async () => {
  const calm = superviseVirtually(crashingAfter(0, 100));
  await calm.advance(10_000);
  await complaints(async () => {
    const run = superviseVirtually(crashingAfter(0, 100), {
      onEvent: () => {
        throw new Error("oops");
      },
      logger: keepingLogger("debug", "info", "warn", "error"),
    });
    await run.advance(10_000);
    assertEquals(run.lines(), calm.lines());
  });
});

Deno.test("Observer.tell() leaves no unhandled rejection of an asynchronous onEvent", async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (rejection: PromiseRejectionEvent) => {
    rejection.preventDefault();
    unhandled.push(rejection.reason);
  };
  globalThis.addEventListener("unhandledrejection", onUnhandled);
  try {
    await complaints(async () => {
      new Observer(() => Promise.reject(new Error("oops")), undefined, supervisionWords).tell(event);
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
  } finally {
    globalThis.removeEventListener("unhandledrejection", onUnhandled);
  }
  assertEquals(unhandled, []);
});

Deno.test("supervise() calls onEvent synchronously, before the worker's next start", async () => {
  const order: string[] = [];
  const run = superviseVirtually(({ incarnation }) => {
    order.push(`run ${incarnation}`);
    if (incarnation === 1) throw new Error("boom");
  }, { backoff: { baseMs: 0 }, onEvent: ({ type }) => order.push(type) });
  await run.advance(0);
  assertEquals(order, [
    "started",
    "run 1",
    "crashed",
    "restart-scheduled",
    "started",
    "run 2",
    "completed",
    "finished",
  ]);
});
