import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Resource,
  runApplication,
  Service,
  type ServiceContext,
  type ServiceOptions,
} from "@mainstay/supervisor/services";
import { bindingOf, checkFinal, hooksOf, optionsOf } from "../../src/services/resource.ts";
import { serving, VirtualApplication } from "../support/virtual_application.ts";

class Database extends Resource {}

Deno.test("Resource is called by its class unless it has a name", () => {
  assertEquals([new Database().name, new Database({ name: "main" }).name, new Database().path], [
    "Database",
    "main",
    "Database",
  ]);
});

Deno.test("Resource that runs nowhere was not started", () => {
  const db = new Database();
  assertEquals([db.status, db.isReady, db.lastFailure, bindingOf(db)], ["not-started", false, undefined, undefined]);
});

for (
  const [action, act] of [
    ["start", (db: Database) => db.start()],
    ["stop", (db: Database) => db.stop()],
    ["restart", (db: Database) => db.restart()],
    ["wait for", (db: Database) => db.whenReady()],
    ["ask for", (db: Database) => db.info()],
  ] as const
) {
  Deno.test(`Resource that runs nowhere refuses to ${action}`, async () => {
    const error = await assertRejects(async () => void await act(new Database({ name: "main" })), Error);
    assertEquals(error.message, `Cannot ${action} service "main": no application runs it`);
  });
}

const finals = [
  "name",
  "path",
  "status",
  "isReady",
  "lastFailure",
  "info",
  "addChild",
  "start",
  "stop",
  "restart",
  "whenReady",
  "initialize",
  "shutdown",
] as const;
const instead: Readonly<Record<string, string>> = {
  start: "onStart",
  stop: "onStop",
  restart: "onStart",
  initialize: "onStart",
  shutdown: "onStop",
};

for (const name of finals) {
  const cure = instead[name] === undefined ? "" : `; write the hook "${instead[name]}" instead`;
  const message = `Cannot make service "Database": "${name}" is the framework's own${cure}`;

  Deno.test(`Resource whose class has its own "${name}" is refused when it is made`, () => {
    class Database extends Resource {}
    Object.defineProperty(Database.prototype, name, { value: () => {} });
    assertEquals(assertThrows(() => new Database(), TypeError).message, message);
    class Deeper extends Database {}
    assertEquals(assertThrows(() => new Deeper(), TypeError).message, message.replace('"Database"', '"Deeper"'));
  });

  Deno.test(`Resource with a "${name}" of its own is refused when it is run`, () => {
    const db = new Database();
    Object.defineProperty(db, name, { value: () => {} });
    assertEquals(assertThrows(() => checkFinal(db), TypeError).message, message);
    assertEquals(assertThrows(() => new VirtualApplication([db]), TypeError).message, message);
    assertEquals(
      assertThrows(() => new VirtualApplication([{ name: "p", children: [db] }]), TypeError).message,
      message,
    );
  });
}

for (
  const [what, made, message] of [
    [
      "onstart",
      () =>
        new (class Database extends Resource {
          onstart() {}
        })(),
      '"onstart" is no hook; "onStart" is',
    ],
    [
      "AfterChildrenStop",
      () =>
        new (class extends (class Database extends Resource {
          AfterChildrenStop() {}
        }) {})({ name: "x" }),
      '"AfterChildrenStop" is no hook; "afterChildrenStop" is',
    ],
    [
      "serve",
      () =>
        new (class Database extends Resource {
          serve() {}
        })(),
      'with "serve" it must extend Service',
    ],
    [
      "SERVE",
      () =>
        new (class Database extends Service {
          SERVE() {}
          override serve() {}
        })(),
      '"SERVE" is no hook; "serve" is',
    ],
  ] as const
) {
  Deno.test(`Resource whose class has "${what}", which nobody would call, is refused when it is made`, () => {
    const error = assertThrows(made, TypeError);
    assertEquals(error.message.replace(/"[^"]*"/, '"Database"'), `Cannot make service "Database": ${message}`);
  });
}

Deno.test("Resource keeps its last word once its application is over", async () => {
  const db = new Database({ name: "db", onExhausted: "give-up", budget: { intensity: 0 }, role: "optional" });
  Object.assign(db, {
    onStart: () => {
      throw new Error("token expired");
    },
  });
  const run = new VirtualApplication([db, { name: "web", serve: serving }]);
  await run.advance(0);
  await run.stop();
  assertEquals([db.status, db.isReady, db.lastFailure?.text, bindingOf(db)], [
    "dead",
    false,
    "Error: token expired",
    undefined,
  ]);
  assertEquals(assertThrows(() => db.info(), Error).message, 'Cannot ask for service "db": no application runs it');
});

Deno.test("Resource keeps what its class has beside the framework's names", async () => {
  class Queue extends Resource {
    readonly items: string[] = [];
    drain(): void {
      this.items.length = 0;
    }
    protected override onStart(): void {
      this.items.push("first");
    }
    protected override onStop(): void {
      this.drain();
    }
  }
  const queue = new Queue();
  const run = new VirtualApplication([queue]);
  await run.advance(0);
  assertEquals(queue.items, ["first"]);
  await run.stop();
  assertEquals(queue.items, []);
});

Deno.test('Resource may have a "run" and "options" of its own, which nobody calls', async () => {
  class Query extends Resource {
    readonly options = { retries: 3 };
    runs = 0;
    run(): void {
      this.runs++;
    }
  }
  const query = new Query();
  const run = new VirtualApplication([query]);
  await run.advance(0);
  assertEquals([query.status, query.runs, query.options], ["running", 0, { retries: 3 }]);
  await run.stop();
});

Deno.test("Resource has its hooks where it has them, bound to itself", () => {
  class Queue extends Resource {
    readonly size = 3;
    protected override onStart(): number {
      return this.size;
    }
  }
  class Long extends Queue {
    protected override afterStop = () => this.size + 1;
  }
  const hooks = hooksOf(new Long());
  assertEquals(Object.keys(hooks), ["onStart", "afterStop"]);
  const context = {} as ServiceContext;
  assertEquals([hooks.onStart!(context), hooks.afterStop!(context)], [3, 4]);
});

Deno.test("Resource takes children with its options, and by addChild() in a chain", () => {
  const given = [{ name: "a" }];
  const db = new Database({ role: "optional", children: given }).addChild({ name: "b" }).addChild({ name: "c" });
  const { name, role, children } = optionsOf(db);
  assertEquals([name, role, children!.map((child) => child.name)], ["Database", "optional", ["a", "b", "c"]]);
  assertEquals(given.length, 1);
});

for (const [children, received] of [[5, "5"], ["ab", '"ab"'], [{ name: "a" }, "an object"]] as const) {
  Deno.test(`Resource refuses ${received} for its children`, () => {
    const options = { children } as unknown as ServiceOptions;
    const error = assertThrows(() => new Database(options), TypeError);
    assertEquals(
      error.message,
      `Cannot make service "Database": "children" must be an array of services, received ${received}`,
    );
  });
}

Deno.test("Resource.addChild() is refused while it runs", async () => {
  const db = new Database();
  const run = new VirtualApplication([{ name: "p", children: [db] }]);
  const error = assertThrows(() => db.addChild({ name: "a" }), Error);
  assertEquals(
    error.message,
    'Cannot add a child to service "p/Database": it runs already; use addChild() of its context',
  );
  await run.advance(0);
  await run.stop();
  assertEquals(db.addChild({ name: "a" }), db);
});

Deno.test("Resource says how it is while it runs", async () => {
  class Feed extends Service {
    protected override async serve({ ready, clock, incarnation }: ServiceContext): Promise<void> {
      ready("connected");
      await clock.sleep(10);
      if (incarnation === 1) throw new TypeError("lost");
      await clock.sleep(Infinity);
    }
  }
  const feed = new Feed({ name: "feed", graceMs: 0 });
  const run = new VirtualApplication([feed]);
  assertEquals([feed.status, feed.path], ["not-started", "feed"]);
  await run.advance(0);
  assertEquals([feed.status, feed.isReady, feed.info().reason, feed.info().incarnation], [
    "running",
    true,
    "connected",
    1,
  ]);
  await run.advance(10);
  assertEquals([feed.status, feed.isReady, feed.lastFailure?.text, feed.info().retryAtMs], [
    "failed",
    false,
    "TypeError: lost",
    1_010,
  ]);
  await run.advance(1_000);
  assertEquals([feed.status, feed.isReady, feed.lastFailure?.text, feed.info().restarts], [
    "running",
    true,
    "TypeError: lost",
    1,
  ]);
  await run.stop();
});

Deno.test("Resource.stop(), start(), restart() answer what the group's handle answers", async () => {
  const db = new Database();
  const run = new VirtualApplication([db, { name: "web", serve: serving }]);
  await run.advance(0);
  const answers: string[] = [db.start()];
  const ask = async (answer: Promise<string>) => {
    await run.advance(0);
    answers.push(await answer);
  };
  await ask(db.stop());
  await ask(db.stop());
  answers.push(db.start());
  await ask(db.restart());
  assertEquals(answers, ["running", "stopped", "not-running", "started", "restarted"]);
  assertEquals([db.info().incarnation, db.info().restarts], [3, 0]);
  await run.stop();
});

Deno.test("Resource.restart() of a child starts it alone", async () => {
  const cache = new Database({ name: "cache" });
  const run = new VirtualApplication([{ name: "p", children: [{ name: "a" }, cache] }]);
  await run.advance(0);
  const answer = cache.restart();
  await run.advance(0);
  assertEquals([await answer, cache.path, cache.status, run.info("p").incarnation, run.info("p/a").incarnation], [
    "restarted",
    "p/cache",
    "running",
    1,
    1,
  ]);
  assertEquals(cache.info().incarnation, 2);
  await run.stop();
});

Deno.test('Resource.start() of a child whose parent does not run is "closed"', async () => {
  const cache = new Database({ name: "cache" });
  const run = new VirtualApplication([{ name: "p", children: [cache] }, { name: "web", serve: serving }]);
  await run.advance(0);
  run.app.stopService("p");
  await run.advance(0);
  assertEquals([cache.start(), await cache.restart(), await cache.stop()], ["closed", "closed", "not-running"]);
  await run.stop();
});

Deno.test("Resource.whenReady() ends when it is ready", async () => {
  class Feed extends Service {
    protected override async serve(context: ServiceContext): Promise<void> {
      await context.clock.sleep(50);
      await serving(context);
    }
  }
  const feed = new Feed();
  const run = new VirtualApplication([feed]);
  const [soon, late] = [feed.whenReady({ timeoutMs: 49 }), feed.whenReady({ timeoutMs: 51 })];
  await run.advance(60);
  assertEquals([(await soon).outcome, (await late).outcome], ["timeout", "ready"]);
  await run.stop();
});

Deno.test("Resource is free for another application once its own is over", async () => {
  const db = new Database();
  const first = new VirtualApplication([db]);
  await first.advance(0);
  const error = await assertRejects(() => runApplication([db]), TypeError);
  assertEquals(error.message, 'Cannot run service "Database": it runs already, as "Database"; one instance runs once');
  await first.stop();
  // It keeps what it was, as the last word of its application.
  assertEquals([db.status, db.path, bindingOf(db)], ["stopped", "Database", undefined]);
  const second = new VirtualApplication([{ name: "p", children: [db] }]);
  await second.advance(0);
  assertEquals([db.status, db.path, db.info().incarnation], ["running", "p/Database", 1]);
  await second.stop();
});

Deno.test("Resource that was added to a run is free once that run is over", async () => {
  const cache = new Database({ name: "cache" });
  const first = new VirtualApplication([{
    name: "p",
    onStart: ({ addChild, incarnation }) => incarnation === 1 && addChild(cache),
  }]);
  await first.advance(0);
  assertEquals(cache.path, "p/cache");
  first.app.restartService("p");
  await first.advance(0);
  assertEquals([cache.status, cache.path], ["stopped", "cache"]);
  const second = new VirtualApplication([cache]);
  await second.advance(0);
  await first.stop();
  assertEquals([cache.status, second.info("cache").status], ["running", "running"]);
  await second.stop();
});

Deno.test("Resource that is added anew by each run is bound anew each time", async () => {
  const cache = new Database({ name: "cache" });
  const run = new VirtualApplication([{ name: "p", onStart: ({ addChild }) => addChild(cache) }]);
  await run.advance(0);
  for (const incarnation of [2, 3]) {
    run.app.restartService("p");
    await run.advance(0);
    assertEquals([cache.path, cache.status, run.info("p").incarnation], ["p/cache", "running", incarnation]);
  }
  await run.stop();
  assertEquals(bindingOf(cache), undefined);
});

Deno.test("Service has its loop beside the hooks of a resource", () => {
  class Feed extends Service {
    protected override serve(): string {
      return "served";
    }
  }
  assertEquals(Object.keys(hooksOf(new Feed())), ["serve"]);
});
