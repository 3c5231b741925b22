import { assertEquals, assertThrows } from "@std/assert";
import { RunLock } from "../../../src/services/sessions/run_lock.ts";
import { TempFolder } from "../../support/temp_folder.ts";

Deno.test("RunLock.isHeld() is true from take() to release()", () => {
  using folder = new TempFolder();
  const path = folder.file("lock");
  const before = RunLock.isHeld(path);
  const lock = RunLock.take(path);
  const during = RunLock.isHeld(path);
  lock.release();
  assertEquals([before, during, RunLock.isHeld(path)], [false, true, false]);
});

Deno.test("RunLock.isHeld() does not disturb the holder", () => {
  using folder = new TempFolder();
  const lock = RunLock.take(folder.file("lock"));
  RunLock.isHeld(folder.file("lock"));
  assertEquals(RunLock.isHeld(folder.file("lock")), true);
  lock.end();
});

Deno.test("RunLock.take() replaces what a holder left behind", () => {
  using folder = new TempFolder();
  const path = folder.file("lock");
  RunLock.take(path).release();
  const lock = RunLock.take(path);
  assertEquals(RunLock.isHeld(path), true);
  lock.end();
});

Deno.test("RunLock.release() leaves the file", () => {
  using folder = new TempFolder();
  RunLock.take(folder.file("lock")).release();
  assertEquals(folder.names(), ["lock"]);
});

Deno.test("RunLock.end() removes the file", () => {
  using folder = new TempFolder();
  const lock = RunLock.take(folder.file("lock"));
  lock.end();
  lock.end();
  assertEquals(folder.names(), []);
});

Deno.test("RunLock.end() is content when somebody removed the file", () => {
  using folder = new TempFolder();
  const lock = RunLock.take(folder.file("lock"));
  RunLock.remove(folder.file("lock"));
  lock.end();
  assertEquals(folder.names(), []);
});

Deno.test("RunLock names the file that it cannot use", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  Deno.mkdirSync(folder.file("folder/inner"), { recursive: true });
  const [missing, full] = [folder.file("file/lock"), folder.file("folder")];
  assertThrows(() => RunLock.take(missing), Error, `Cannot remove the lock file "${missing}": `);
  const lost = folder.file("no folder/lock");
  assertThrows(() => RunLock.take(lost), Error, `Cannot hold the lock file "${lost}": `);
  assertThrows(() => RunLock.isHeld(missing), Error, `Cannot judge the lock file "${missing}": `);
  assertThrows(() => RunLock.remove(full), Error, `Cannot remove the lock file "${full}": `);
});
