import { assertEquals, assertThrows } from "@std/assert";
import { failObserver } from "../../../src/simulation/faults/observer_fault.ts";

for (const [atMs, fails] of [[999, false], [1_000, true], [1_999, true], [2_000, false]] as const) {
  Deno.test(`failObserver() of an event at ${atMs} ms ${fails ? "throws" : "does nothing"} from 1 s until 2 s`, () => {
    const tell = () => failObserver([{ fromMs: 1_000, toMs: 2_000 }], atMs);

    if (fails) assertThrows(tell, Error, "the observer fails");
    else assertEquals(tell(), undefined);
  });
}
