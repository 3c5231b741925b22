import { assertEquals } from "@std/assert";
import { namedBands } from "../../../cli/page/script/band_names.js";

function named(bands: readonly unknown[], taken: readonly number[] = []): string[] {
  return [...namedBands(bands, 1_000, taken)].map(({ text }: { text: string }) => text).sort();
}

const stall = { text: "stall", left: 100, right: 101 };

Deno.test("namedBands() names no band whose name would lie over a later one", () => {
  assertEquals(named([stall, { text: "crash", left: 120, right: 121 }]), ["crash"]);
  assertEquals(named([stall, { text: "crash", left: 300, right: 301 }]), ["crash", "stall"]);
  assertEquals(named([stall, { text: "stall", left: 120, right: 121 }]), ["stall"]);
});

Deno.test("namedBands() names outages first", () => {
  assertEquals(named([{ ...stall, right: 130 }, { text: "db", isOutage: true, left: 110, right: 130 }]), ["db"]);
});

Deno.test("namedBands() keeps clear of the end and of what is taken", () => {
  assertEquals(named([{ ...stall, left: 980, right: 981 }]), []);
  assertEquals(named([stall], [115]), []);
  assertEquals(named([stall], [101]), ["stall"]);
});
