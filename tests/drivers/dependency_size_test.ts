// Thousands that depend on each other: no stack overflows, nobody is left out.
import { assertEquals } from "@std/assert";
import type { GroupChild } from "@mainstay/supervisor";
import { obedient } from "../support/acting_workers.ts";
import { startGroupVirtually, type VirtualRun } from "../support/virtual_run.ts";

const count = 2_000;
const restart = { onDependencyFailure: "restart" } as const;

/** In which shape so many depend on each other; the first one is called "w0". */
const shapes: Record<string, (count: number) => GroupChild[]> = {
  "a chain": (count) =>
    Array.from({ length: count }, (_, i) => ({
      name: `w${i}`,
      run: obedient,
      ...restart,
      ...(i === 0 ? {} : { dependsOn: [`w${i - 1}`] }),
    })),
  "a star": (count) =>
    Array.from({ length: count }, (_, i) => ({
      name: `w${i}`,
      run: obedient,
      ...restart,
      ...(i === 0 ? {} : { dependsOn: ["w0"] }),
    })),
  "one that needs all": (count) => [
    ...Array.from({ length: count - 1 }, (_, i): GroupChild => [`w${i}`, obedient]),
    {
      name: "last",
      run: obedient,
      ...restart,
      dependsOn: Array.from({ length: count - 1 }, (_, i) => `w${i}`),
    },
  ],
};

/** Starts, restarts the first one by hand, stops. */
async function lived(children: readonly GroupChild[]): Promise<VirtualRun<unknown>> {
  const run = startGroupVirtually(children);
  await run.advance(0);
  const answer = run.group.restart("w0");
  await run.advance(0);
  assertEquals(await answer, "restarted");
  await run.stop();
  return run;
}

for (const [shape, make] of Object.entries(shapes)) {
  for (const order of ["given order", "reverse order"]) {
    Deno.test(`a group of ${count} in ${shape}, in ${order}, starts, restarts and stops`, async () => {
      const children = make(count);
      const run = await lived(order === "given order" ? children : children.toReversed());
      assertEquals([run.isOver, run.times("stopped").length === run.times("started").length], [true, true]);
    });
  }
}

for (const shape of ["a chain", "a star"]) {
  Deno.test(`a group of ${count} in ${shape} ends when the first one completes before it is ready`, async () => {
    const first: GroupChild = { name: "w0", run: () => {}, startupTimeoutMs: Infinity };
    const run = startGroupVirtually([first, ...shapes[shape]!(count).slice(1)], { keepAlive: false });
    await run.advance(0);
    assertEquals([run.isOver, run.times("started").length, run.times("finished").length], [true, 1, count]);
  });
}
