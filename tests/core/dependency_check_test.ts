import { assertEquals, assertThrows } from "@std/assert";
import { checkDependencies, checkDependsOn } from "../../src/core/dependency_check.ts";
import type { Dependent } from "../../src/core/dependency_waves.ts";

const lists: [dependsOn: unknown, message: string | undefined][] = [
  [[], undefined],
  [["a"], undefined],
  [["a", "b"], undefined],
  ["a", '"dependsOn" must be an array of names, received "a"'],
  [undefined, '"dependsOn" must be an array of names, received undefined'],
  [null, '"dependsOn" must be an array of names, received null'],
  [{ length: 1, 0: "a" }, '"dependsOn" must be an array of names, received '],
  [["a", "b", "a"], '"dependsOn" holds "a" twice'],
  [[""], "dependsOn"],
  [["a", 7], "dependsOn"],
  [[undefined], "dependsOn"],
];

for (const [dependsOn, message] of lists) {
  Deno.test(`checkDependsOn() ${message === undefined ? "takes" : "refuses"} ${JSON.stringify(dependsOn)}`, () => {
    const check = () => checkDependsOn("try", "dependsOn", dependsOn);
    if (message === undefined) check();
    else assertThrows(check, TypeError, `Cannot try: ${message}`);
  });
}

const alone = { strategy: "one-for-one", startOrder: "parallel", stopOrder: "parallel" } as const;

function messageOf(members: readonly Dependent[], rules: Parameters<typeof checkDependencies>[2] = alone): string {
  try {
    checkDependencies("try", members, rules);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return "taken";
}

const groups: [members: Dependent[], message: string][] = [
  [[], "taken"],
  [[{ name: "a" }, { name: "b", dependsOn: ["a"] }], "taken"],
  [[{ name: "b", dependsOn: ["a"] }, { name: "a" }], "taken"],
  [[{ name: "a" }, { name: "b", dependsOn: ["A"] }], 'Cannot try: "b" depends on "A", which is not there'],
  [
    [{ name: "a" }, { name: "b", dependsOn: ["a", "x", "y"] }, { name: "c", dependsOn: ["z"] }],
    'Cannot try: "b" depends on "x", which is not there',
  ],
  [[{ name: "a", dependsOn: ["a"] }], 'Cannot try: "dependsOn" goes round in a circle: "a" → "a"'],
  [
    [{ name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["a"] }],
    'Cannot try: "dependsOn" goes round in a circle: "a" → "b" → "a"',
  ],
  [
    [{ name: "x", dependsOn: ["b"] }, { name: "a", dependsOn: ["c"] }, { name: "b", dependsOn: ["a"] }, {
      name: "c",
      dependsOn: ["b"],
    }],
    'Cannot try: "dependsOn" goes round in a circle: "b" → "a" → "c" → "b"',
  ],
];

for (const [members, message] of groups) {
  const text = members.map(({ name, dependsOn = [] }) => `${name}(${dependsOn})`).join(" ");
  Deno.test(`checkDependencies() says of ${text || "nobody"}: ${message}`, () => {
    assertEquals(messageOf(members), message);
  });
}

const depending: Dependent[] = [{ name: "a" }, { name: "b", dependsOn: ["a"] }];
const rules: [field: string, value: string, word: string][] = [
  ["strategy", "one-for-all", "one-for-one"],
  ["strategy", "rest-for-one", "one-for-one"],
  ["startOrder", "sequential", "parallel"],
  ["stopOrder", "sequential", "parallel"],
];

for (const [field, value, word] of rules) {
  Deno.test(`checkDependencies() refuses ${field} ${value}`, () => {
    assertEquals(
      messageOf(depending, { ...alone, [field]: value }),
      `Cannot try: "${field}" must be "${word}" in a group whose members depend on each other, as "b" does`,
    );
  });
  Deno.test(`checkDependencies() leaves ${field} ${value} to a group in which nobody depends on others`, () => {
    assertEquals(messageOf([{ name: "a" }, { name: "b", dependsOn: [] }], { ...alone, [field]: value }), "taken");
  });
}
