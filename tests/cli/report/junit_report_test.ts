import { assertEquals, assertStringIncludes } from "@std/assert";
import { annotation, githubAnnotations, githubSummary } from "../../../cli/report/github_report.ts";
import type { CampaignsTold } from "../../../cli/report/campaigns_told.ts";
import { junitReport } from "../../../cli/report/junit_report.ts";
import { accountOf } from "../account_of.ts";

const nasty = 'a </failure> & "b" \u0001 ]]> \ud800 `x`\n::error::y';
const told = (fields: Partial<CampaignsTold> = {}): CampaignsTold => ({
  campaigns: [],
  corpus: [],
  canaryFailed: undefined,
  ...fields,
});

Deno.test("junitReport() has a case for everything that is judged, and a failure for what failed", async () => {
  const account = await accountOf({ failure: { name: "no-overlap", kind: "invariant", message: nasty, atMs: 5 } });
  const reproduce = () => "simulate x --seed 2";
  const xml = junitReport(told({ campaigns: [{ title: "a & b", account, reproduce }], canaryFailed: true }));
  assertStringIncludes(xml, '<testsuite name="a &#38; b" tests="');
  assertEquals(xml.match(/<failure /g)?.length, 1);
  assertStringIncludes(xml, "a &#60;/failure&#62; &#38; &#34;b&#34; \\u0001 ]]&#62; \\ud800 `x`&#10;::error::y");
  assertStringIncludes(xml, ">reproduce: simulate x --seed 2</failure>");
  assertStringIncludes(xml, '<testcase classname="a &#38; b" name="recovery"/>');
  assertEquals(xml.match(/<testcase /g)?.length, Number(/<testsuite name="a &#38; b" tests="(\d+)"/.exec(xml)![1]) + 1);
});

Deno.test("junitReport() fails where the canary did not", () => {
  assertStringIncludes(junitReport(told({ canaryFailed: false })), '<failure message="The canary did not fail');
});

Deno.test("junitReport() has a case for each file of a corpus and each required point", async () => {
  const account = { ...await accountOf({}), uncovered: ["storm"] };
  const xml = junitReport(told({
    campaigns: [{ title: "x", account, reproduce: () => "" }],
    corpus: [{ status: "unusable", path: "c.json", problem: "Cannot use it" }],
  }));
  assertStringIncludes(xml, '<testcase classname="corpus" name="c.json">\n      <failure message="Cannot use it">');
  assertStringIncludes(
    xml,
    '<testcase classname="x" name="coverage storm">\n      <failure message="storm was required',
  );
});

Deno.test("junitReport() has one case for an expectation that stands twice", async () => {
  const account = await accountOf({});
  const [first] = account.result.expectations;
  const result = { ...account.result, expectations: [first!, first!] };
  const xml = junitReport(told({ campaigns: [{ title: "x", account: { ...account, result }, reproduce: () => "" }] }));
  assertEquals(xml.match(/ name="expectation /g)?.length, 1);
});

Deno.test("annotation() spells out what the runner would take for something else", () => {
  assertEquals(
    annotation({ title: "a:b,c%", file: "d,e.json" }, "50%\r\n::x:,"),
    "::error title=a%3Ab%2Cc%25,file=d%2Ce.json::50%25%0A::x:,",
  );
});

Deno.test("githubAnnotations() is one line for each cause", async () => {
  const account = await accountOf({ failure: { name: "no-overlap", kind: "invariant", message: nasty, atMs: 5 } });
  const lines = githubAnnotations(
    told({ campaigns: [{ title: "x", account, reproduce: () => "r" }], canaryFailed: false }),
  );
  assertEquals(lines.length, 2);
  assertEquals(lines.every((line) => !line.includes("\n") && line.startsWith("::error title=")), true);
});

Deno.test("githubAnnotations() and githubSummary() spell control characters out", async () => {
  const failure = {
    name: "no-overlap",
    kind: "invariant" as const,
    message: "\x1b[31mRED \u009b \u202e @all $x$",
    atMs: 5,
  };
  const campaigns = [{ title: "x", account: await accountOf({ failure }), reproduce: () => "r" }];
  const text = [...githubAnnotations(told({ campaigns })), githubSummary(told({ campaigns }))].join("\n");
  assertEquals(["\x1b", "\u009b", "\u202e"].filter((each) => text.includes(each)), []);
  assertStringIncludes(text, "RED");
  assertStringIncludes(text, "&#64;all &#36;x&#36;");
});

Deno.test("githubSummary() lets no name be markup", async () => {
  const account = await accountOf({ failure: { name: "no-overlap", kind: "invariant", message: nasty, atMs: 5 } });
  const text = githubSummary(
    told({ campaigns: [{ title: "a|b<i>", account, reproduce: () => "```" }], canaryFailed: true }),
  );
  assertStringIncludes(text, "| ❌ | a&#124;b&#60;i&#62; | 2 | 1 | 1 | 0 | 0 | 0 | ");
  assertStringIncludes(text, "````text\n");
  assertStringIncludes(text, "The canary failed, as it must.");
});
