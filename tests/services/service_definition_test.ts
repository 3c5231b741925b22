import { assertEquals, assertThrows } from "@std/assert";
import { type AnyService, Resource, type ServiceOptions } from "@mainstay/supervisor/services";
import { defaultPolicy, resolvePolicy } from "../../src/core/policy.ts";
import { defineChild, defineServices } from "../../src/services/service_definition.ts";
import { bind } from "../../src/services/resource.ts";

class Database extends Resource {}
class Replica extends Database {}

/** The one service that is defined by this. */
function define(service: AnyService, defaults = defaultPolicy) {
  return defineServices([service], "", defaults)[0]!;
}

/** What refuses these services. */
function refusal(services: unknown, prefix = ""): Error {
  return assertThrows(() => defineServices(services as AnyService[], prefix, defaultPolicy), Error);
}

Deno.test("defineServices() fills in what is left open", () => {
  const { name, role, dependsOn, onDependencyFailure, whenLate, startupTimeoutMs, tasksGraceMs, children, policy } =
    define({ name: "a" });
  assertEquals({ name, role, dependsOn, onDependencyFailure, whenLate, startupTimeoutMs, tasksGraceMs, children }, {
    name: "a",
    role: "required",
    dependsOn: [],
    onDependencyFailure: "stay",
    whenLate: "restart",
    startupTimeoutMs: 30_000,
    tasksGraceMs: 5_000,
    children: [],
  });
  assertEquals(policy, { ...defaultPolicy, startupTimeoutMs: 30_000, graceMs: 10_000 });
});

Deno.test("defineServices() takes what is given, zero too", () => {
  const defined = define({
    name: "a",
    role: "optional",
    onDependencyFailure: "restart",
    startupTimeoutMs: 7,
    tasksGraceMs: 0,
    graceMs: 0,
    restart: "permanent",
    onExhausted: "escalate",
  });
  assertEquals([defined.role, defined.onDependencyFailure, defined.startupTimeoutMs, defined.tasksGraceMs], [
    "optional",
    "restart",
    7,
    0,
  ]);
  const { graceMs, restart, onExhausted, startupTimeoutMs } = defined.policy;
  assertEquals([graceMs, restart, onExhausted, startupTimeoutMs], [0, "always", "escalate", 7]);
});

Deno.test("defineServices() begins with the application's policy, for children too", () => {
  const defaults = resolvePolicy("test", { restart: "always", startupTimeoutMs: 50, graceMs: 70 });
  const { policy, children } = define({ name: "a", restart: "never", children: [{ name: "b" }] }, defaults);
  assertEquals([policy.restart, policy.startupTimeoutMs, policy.graceMs], ["never", 50, 140]);
  const [b] = children;
  assertEquals([b!.policy.restart, b!.policy.startupTimeoutMs, b!.policy.graceMs], ["always", 50, 70]);
});

Deno.test("defineServices() lets who may be late be so without end", () => {
  const { policy, startupTimeoutMs } = define({ name: "a", whenLate: "wait", startupTimeoutMs: 80 });
  assertEquals([policy.startupTimeoutMs, startupTimeoutMs], [Infinity, 80]);
});

for (
  const [graces, sum] of [[[], 10_000], [[1_000], 11_000], [[1_000, undefined], 21_000], [
    [Infinity],
    Infinity,
  ]] as const
) {
  Deno.test(`defineServices() gives a service with children of graces [${graces}] a grace of ${sum}`, () => {
    const children = graces.map((graceMs, index) => ({ name: `${index}`, graceMs }));
    assertEquals(define({ name: "a", children }).policy.graceMs, sum);
    assertEquals(define({ name: "a", children, graceMs: 5 }).policy.graceMs, 5);
  });
}

Deno.test("defineServices() binds the hooks of an object to it", () => {
  const service = {
    name: "a",
    size: 3,
    onStart(this: { size: number }) {
      return this.size;
    },
  };
  const { size: _, ...hooks } = service;
  assertEquals(refusal([service]).message.startsWith('Cannot run service "a": unknown option "size"'), true);
  assertEquals(Object.keys(define(hooks as AnyService).hooks), ["onStart"]);
  const bound = { name: "a", tasksGraceMs: 3, onStart: methodOf };
  assertEquals(define(bound).hooks.onStart!(undefined as never), 3);
});

function methodOf(this: { tasksGraceMs: number }) {
  return this.tasksGraceMs;
}

Deno.test("defineServices() finds dependencies by name, by object, by instance, by class", () => {
  const [db, queue] = [new Database({ name: "db" }), { name: "queue" }];
  const [first, second] = [new Replica({ name: "first" }), new Replica({ name: "second" })];
  const dependsOn = ["queue", db, queue, Replica];
  const definitions = defineServices([{ name: "web", dependsOn }, queue, db, first, second], "", defaultPolicy);
  assertEquals(definitions[0]!.dependsOn, ["queue", "db", "first", "second"]);
});

Deno.test("defineServices() takes a class for all of its subclasses, but not for the one that says so", () => {
  const first = new Database({ name: "first" });
  const second = new Replica({ name: "second", dependsOn: [Database] });
  const definitions = defineServices([second, first], "", defaultPolicy);
  assertEquals(definitions[0]!.dependsOn, ["first"]);
});

const refused: readonly (readonly [string, unknown, string])[] = [
  ["no array", { name: "a" }, 'Cannot run the application: "services" must be an array, received an object'],
  [
    "no service",
    [5],
    'Cannot run the application: "services[0]" must be a service, as an object or an instance, received 5',
  ],
  [
    "a class in place of an instance",
    [{ name: "a" }, Database],
    'Cannot run the application: "services[1]" must be a service, as an object or an instance, received function Database',
  ],
  [
    "an array in place of a service",
    [[{ name: "a" }]],
    'Cannot run the application: "services[0]" must be a service, as an object or an instance, received an array',
  ],
  [
    "no name",
    [{ onStart: () => {} }],
    'Cannot run the application: services[0]: "name" must be a text that is not empty, received undefined',
  ],
  [
    "an empty name",
    [new Database({ name: "" })],
    'Cannot run the application: services[0]: "name" must be a text that is not empty, received ""',
  ],
  [
    "a name with a slash",
    [{ name: "a/b" }],
    'Cannot run service "a/b": "name" must not contain "/", which separates the names of a path',
  ],
  [
    "a name that is taken",
    [{ name: "a" }, { name: "b" }, { name: "a" }, { name: "a" }],
    'Cannot run the application: 3 of its services have the name "a"',
  ],
  [
    "a hook that is no function",
    [{ name: "a", onStart: 5 }],
    'Cannot run service "a": "onStart" must be a function, received 5',
  ],
  [
    "a role that there is not",
    [{ name: "a", role: "vital" }],
    'Cannot run service "a": "role" must be one of "required", "optional", received "vital"',
  ],
  [
    "a rule for dependencies that there is not",
    [{ name: "a", onDependencyFailure: "stop" }],
    'Cannot run service "a": "onDependencyFailure" must be one of "stay", "restart", received "stop"',
  ],
  [
    "a rule for lateness that there is not",
    [{ name: "a", whenLate: "never" }],
    'Cannot run service "a": "whenLate" must be one of "restart", "wait", received "never"',
  ],
  [
    "dependencies that are no array",
    [{ name: "a", dependsOn: "b" }],
    'Cannot run service "a": "dependsOn" must be an array, received "b"',
  ],
  [
    "a dependency that is nothing",
    [{ name: "a", dependsOn: [undefined] }],
    'Cannot run service "a": it depends on a service undefined, which is not there',
  ],
  [
    "a dependency by a class that is not there",
    [{ name: "a", dependsOn: [Database] }],
    'Cannot run service "a": it depends on a service of class Database, which is not there',
  ],
  [
    "a dependency by an object that is not there",
    [{ name: "a", dependsOn: [{ name: "b" }] }, { name: "b" }],
    'Cannot run service "a": it depends on a service that was given as this object, "b", which is not there',
  ],
  [
    "a dependency by a name that is not there",
    [{ name: "a", dependsOn: ["b"] }],
    'Cannot run service "a": "dependsOn" must name services beside it (there are none), received "b"',
  ],
  [
    "a dependency on itself",
    [{ name: "a", dependsOn: ["a"] }],
    'Cannot run the application: "dependsOn" goes round in a circle: "a" → "a"',
  ],
  [
    "dependencies in a circle",
    [{ name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["c"] }, { name: "c", dependsOn: ["a"] }],
    'Cannot run the application: "dependsOn" goes round in a circle: "a" → "b" → "c" → "a"',
  ],
  [
    "a child without name",
    [{ name: "a", children: [{}] }],
    'Cannot run service "a": children[0]: "name" must be a text that is not empty, received undefined',
  ],
  [
    "children that are no array",
    [{ name: "a", children: {} }],
    'Cannot run service "a": "children" must be an array, received an object',
  ],
  [
    "a wrong option of a grandchild",
    [{ name: "a", children: [{ name: "b", children: [{ name: "c", tasksGraceMs: -1 }] }] }],
    'Cannot run service "a/b/c": "tasksGraceMs" must be a finite number of at least 0, or Infinity, received -1',
  ],
  [
    "a child that depends on one of its parent's siblings",
    [{ name: "a", children: [{ name: "b", dependsOn: ["c"] }] }, { name: "c" }],
    'Cannot run service "a/b": "dependsOn" must name services beside it (there are none), received "c"; a child starts when all that its parent depends on is ready',
  ],
  [
    "a wrong policy",
    [{ name: "a", budget: { intensity: 1.5 } }],
    'Cannot run service "a": "budget.intensity" must be a whole number of at least 0, or Infinity, received 1.5',
  ],
  [
    "a start-up without time",
    [{ name: "a", startupTimeoutMs: 0 }],
    'Cannot run service "a": "startupTimeoutMs" must be a finite number above 0, or Infinity, received 0',
  ],
];

for (const [what, services, message] of refused) {
  Deno.test(`defineServices() refuses ${what}`, () => {
    assertEquals(refusal(services).message, message);
  });
}

Deno.test("defineServices() refuses a dependency on itself, by the object too", () => {
  const service: { name: string; dependsOn: AnyService[] } = { name: "a", dependsOn: [] };
  service.dependsOn.push(service);
  assertEquals(
    refusal([service]).message,
    'Cannot run the application: "dependsOn" goes round in a circle: "a" → "a"',
  );
});

Deno.test("defineServices() refuses an option that there is not, and lists those that there are", () => {
  const { message } = refusal([{ name: "a", retries: 5 }]);
  assertEquals(message.startsWith('Cannot run service "a": unknown option "retries", known are name, role, '), true);
  const options = { retries: 5 } as Partial<ServiceOptions>;
  const { message: own } = refusal([new Database(options)]);
  assertEquals(own.startsWith('Cannot run service "Database": unknown option "retries", known are name, '), true);
});

Deno.test("defineServices() refuses hooks among the options of an instance", () => {
  const options = { onStart: () => {} } as Partial<ServiceOptions>;
  assertEquals(refusal([new Database(options)]).message.includes('unknown option "onStart"'), true);
});

for (
  const [field, hook] of [
    ["start", "onStart"],
    ["initialize", "onStart"],
    ["stop", "onStop"],
    ["shutdown", "onStop"],
    ["restart", "onStart"],
    ["run", "serve"],
  ] as const
) {
  Deno.test(`defineServices() refuses an object with its own ${field}(), and names the hook ${hook}`, () => {
    assertEquals(
      refusal([{ name: "a", [field]: () => {} }]).message,
      `Cannot run service "a": "${field}" is the framework's own; write the hook "${hook}" instead`,
    );
  });
}

Deno.test("defineServices() refuses an instance that runs", () => {
  const db = new Database();
  bind(db, { path: "elsewhere/Database" } as Parameters<typeof bind>[1]);
  assertEquals(
    refusal([db]).message,
    'Cannot run service "Database": it runs already, as "elsewhere/Database"; one instance runs once',
  );
});

for (
  const [where, services] of [
    ["beside its parent", (db: Database) => [db, { name: "p", children: [db] }]],
    ["below two parents", (db: Database) => [{ name: "o", children: [db] }, { name: "p", children: [db] }]],
    ["below another one", (db: Database) => [{ name: "o", children: [{ name: "p", children: [db] }, db] }]],
  ] as const
) {
  Deno.test(`defineServices() refuses an instance that is given twice, ${where}`, () => {
    const { message } = refusal(services(new Database()));
    assertEquals(
      /^Cannot run service ".*Database": its instance is given for ".*" too; one instance runs once$/.test(message),
      true,
    );
  });
}

Deno.test("defineServices() takes one object in two places", () => {
  const cache = { name: "cache" };
  const services = [{ name: "a", children: [cache] }, { name: "b", children: [cache] }];
  assertEquals(defineServices(services, "", defaultPolicy).map(({ children }) => children[0]!.name), [
    "cache",
    "cache",
  ]);
});

/** A service with others in it, so many levels in all. */
function nested(levels: number): AnyService {
  return levels === 1 ? { name: "a" } : { name: "a", children: [nested(levels - 1)] };
}

for (const levels of [99, 100]) {
  Deno.test(`defineServices() takes services that are nested ${levels} deep`, () => {
    assertEquals(define(nested(levels)).name, "a");
  });
}

Deno.test("defineServices() refuses services that are nested too deep, or contain themselves", () => {
  const message = /^Cannot run service "(a\/)+a": services may be nested 100 deep, and not contain themselves$/;
  assertEquals(message.test(refusal([nested(101)]).message), true);
  const endless: { name: string; children: AnyService[] } = { name: "a", children: [] };
  endless.children.push(endless);
  const error = refusal([endless]);
  assertEquals([message.test(error.message), error instanceof RangeError], [true, true]);
});

Deno.test("defineChild() defines one service that joins others", () => {
  const others = defineServices([{ name: "a" }], "p/", defaultPolicy);
  const child = defineChild({ name: "b", dependsOn: ["a"] }, others, "p/", defaultPolicy);
  assertEquals([child.name, child.dependsOn], ["b", ["a"]]);
});

for (
  const [what, child, message] of [
    [
      "a name that is taken",
      { name: "a" },
      'Cannot add a child to service "p": it has a child of the name "a" already',
    ],
    [
      "no name",
      {},
      'Cannot add a child to service "p": children[1]: "name" must be a text that is not empty, received undefined',
    ],
    [
      "no service",
      null,
      'Cannot add a child to service "p": "children[1]" must be a service, as an object or an instance, received null',
    ],
    [
      "a wrong option",
      { name: "b", role: 5 },
      'Cannot run service "p/b": "role" must be one of "required", "optional", received 5',
    ],
    [
      "a dependency that is not there",
      { name: "b", dependsOn: ["c"] },
      'Cannot add a child to service "p": "b" depends on "c", which is not there',
    ],
  ] as const
) {
  Deno.test(`defineChild() refuses ${what}`, () => {
    const others = defineServices([{ name: "a" }], "p/", defaultPolicy);
    const error = assertThrows(
      () => defineChild(child as unknown as AnyService, others, "p/", defaultPolicy),
      TypeError,
    );
    assertEquals(error.message, message);
  });
}

Deno.test("defineChild() refuses an instance that is given twice within the child", () => {
  const db = new Database();
  const child = { name: "b", children: [db, { name: "c", children: [db] }] };
  const error = assertThrows(() => defineChild(child, [], "p/", defaultPolicy), TypeError);
  assertEquals(
    error.message,
    'Cannot run service "p/b/c/Database": its instance is given for "p/b/Database" too; one instance runs once',
  );
});
