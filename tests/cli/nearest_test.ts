import { assertEquals } from "@std/assert";
import { nearest } from "../../cli/nearest.ts";

const known = ["baseMs", "multiplier", "maxMs", "jitter"];

Deno.test("nearest() finds a word with a typing mistake", () => {
  assertEquals(["baseM", "multipler", "MaxMs", "jittre"].map((word) => nearest(word, known)), [
    ...["baseMs", "multiplier", "maxMs", "jitter"],
  ]);
});

Deno.test("nearest() finds the only word that begins so", () => {
  assertEquals(nearest("mult", known), "multiplier");
});

Deno.test("nearest() takes no two options for alike because both have dashes", () => {
  const options = ["--log", "--jobs", "--runs"];
  assertEquals(["--foo", "--bogus", "--run", "--lox"].map((word) => nearest(word, options)), [
    ...[undefined, undefined, "--runs", "--log"],
  ]);
});

Deno.test("nearest() finds nothing where nothing is near", () => {
  assertEquals([nearest("colour", known), nearest("", known), nearest("x", [])], [undefined, undefined, undefined]);
});
