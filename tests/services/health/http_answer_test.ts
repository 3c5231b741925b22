import { assertEquals } from "@std/assert";
import { HttpAnswer } from "../../../src/services/health/http_answer.ts";

Deno.test("HttpAnswer.response() has the headers that every answer has", async () => {
  const response = new HttpAnswer(405, "text/plain", "€", { allow: "GET" }).response("POST");
  assertEquals([response.status, await response.text()], [405, "€"]);
  assertEquals([...response.headers], [
    ["allow", "GET"],
    ["cache-control", "no-store"],
    ["content-length", "3"],
    ["content-type", "text/plain"],
    ["x-content-type-options", "nosniff"],
  ]);
});

Deno.test("HttpAnswer.response() to HEAD has the same headers, but no body", () => {
  const answer = new HttpAnswer(200, "text/plain", "hello");
  const [get, head] = ["GET", "HEAD"].map((method) => answer.response(method));
  assertEquals([...head!.headers], [...get!.headers]);
  assertEquals(head!.body, null);
});

Deno.test("HttpAnswer.response() is one of its own each time", async () => {
  const answer = new HttpAnswer(200, "text/plain", "hello");
  const first = answer.response("GET");
  first.headers.set("content-type", "text/html");
  new Uint8Array(await first.arrayBuffer()).fill(0);
  const second = answer.response("GET");
  assertEquals([second.headers.get("content-type"), await second.text()], ["text/plain", "hello"]);
});
