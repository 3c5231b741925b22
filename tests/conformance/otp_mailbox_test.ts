import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { OtpMailbox } from "./otp_mailbox.ts";

/** A mailbox whose supervisor is quiet when the test says so, and what was opened. */
function setUp({ holdsBack = true } = {}) {
  const clock = new VirtualClock();
  const supervisor = { isQuiet: true };
  const mailbox = new OtpMailbox(clock, holdsBack, () => supervisor.isQuiet);
  const opened: string[] = [];
  const letter = (name: string) => () => void opened.push(name);
  return { clock, supervisor, mailbox, opened, letter, settle: () => clock.advance(0) };
}

Deno.test("OtpMailbox.post() opens a letter as soon as nothing else happens", async () => {
  const { mailbox, opened, letter, settle } = setUp();
  mailbox.post(letter("a"));
  assertEquals(opened, []);
  await settle();
  assertEquals([opened, mailbox.hasKeptWaiting], [["a"], false]);
});

Deno.test("OtpMailbox.post() keeps a letter until the supervisor is quiet", async () => {
  const { mailbox, opened, letter, settle, supervisor } = setUp();
  supervisor.isQuiet = false;
  mailbox.post(letter("a"));
  await settle();
  assertEquals(opened, []);
  supervisor.isQuiet = true;
  mailbox.look();
  await settle();
  assertEquals([opened, mailbox.hasKeptWaiting], [["a"], true]);
});

Deno.test("OtpMailbox.post() opens the next letter when what the first led to is over", async () => {
  const { mailbox, opened, letter, settle, supervisor } = setUp();
  mailbox.post(() => {
    opened.push("a");
    supervisor.isQuiet = false;
  });
  mailbox.post(letter("b"));
  await settle();
  assertEquals(opened, ["a"]);
});

Deno.test("OtpMailbox.post() opens a letter at once where nothing is held back", () => {
  const { mailbox, opened, letter } = setUp({ holdsBack: false });
  mailbox.post(letter("a"));
  assertEquals(opened, ["a"]);
});

Deno.test("OtpMailbox.next() comes before every letter", async () => {
  const { mailbox, opened, letter, settle } = setUp();
  mailbox.post(letter("a"));
  mailbox.next(letter("first"));
  await settle();
  assertEquals(opened, ["first", "a"]);
});

Deno.test("OtpMailbox.take() opens a letter out of turn, and only once", async () => {
  const { mailbox, opened, letter, settle, supervisor } = setUp();
  supervisor.isQuiet = false;
  const b = letter("b");
  mailbox.post(letter("a"));
  mailbox.post(b);
  mailbox.take(b);
  supervisor.isQuiet = true;
  await settle();
  assertEquals([opened, mailbox.hasKeptWaiting], [["b", "a"], false]);
});

Deno.test("OtpMailbox.turnToRetry() comes after the letters that are there", async () => {
  const { mailbox, opened, letter, settle } = setUp();
  mailbox.post(letter("a"));
  mailbox.turnToRetry("child", new AbortController().signal).then(letter("retry"));
  assertEquals([...mailbox.retrying], ["child"]);
  await settle();
  assertEquals([opened, [...mailbox.retrying]], [["a", "retry"], []]);
});

Deno.test("OtpMailbox.turnToRetry() is over when nobody wants the child any more", async () => {
  const { mailbox, opened, letter, settle, supervisor } = setUp();
  supervisor.isQuiet = false;
  const stop = new AbortController();
  mailbox.turnToRetry("child", stop.signal).then(letter("retry"));
  stop.abort();
  await settle();
  assertEquals(opened, ["retry"]);
});

Deno.test("OtpMailbox.close() leaves every letter unopened", async () => {
  const { mailbox, opened, letter, settle } = setUp();
  mailbox.post(letter("a"));
  mailbox.close();
  mailbox.post(letter("b"));
  await settle();
  assertEquals(opened, []);
});
