import { assertEquals } from "@std/assert";
import type { ApplicationInfo } from "../../../src/services/service_info.ts";
import { numberOr0, serviceList } from "../../../src/services/health/service_list.ts";
import { applicationInfo, serviceInfo } from "../../support/application_info.ts";

Deno.test("serviceList() has each service before those that belong to it", () => {
  const leaf = serviceInfo("leaf", { path: "api/cache/leaf" });
  const cache = serviceInfo("cache", { path: "api/cache", children: [leaf] });
  const services = [serviceInfo("db"), serviceInfo("api", { children: [cache] }), serviceInfo("mail")];
  const paths = serviceList(applicationInfo({ services })).map(({ path }) => path);
  assertEquals(paths, ["db", "api", "api/cache", "api/cache/leaf", "mail"]);
});

Deno.test("serviceList() leaves a whole service as it is", () => {
  const service = serviceInfo("db", { reason: "14 connections", retryAtMs: 5, role: "optional", dependsOn: ["a"] });
  const [listed] = serviceList(applicationInfo({ services: [service] }));
  assertEquals({ ...service, lastFailure: undefined }, { ...listed! });
});

Deno.test("serviceList() fills in what is missing", () => {
  assertEquals(serviceList({} as ApplicationInfo), []);
  const services = [{ name: "api", children: [{ name: "cache" }] }, {}] as unknown as ApplicationInfo["services"];
  const list = serviceList(applicationInfo({ services }));
  assertEquals(list.map(({ path, status, ready, restarts, budget }) => [path, status, ready, restarts, budget.left]), [
    ["api", "not-started", false, 0, 0],
    ["api/cache", "not-started", false, 0, 0],
    ["", "not-started", false, 0, 0],
  ]);
});

Deno.test("numberOr0() is 0 for what is no number", () => {
  assertEquals([1, 0, Infinity, NaN, undefined, null, "5"].map(numberOr0), [1, 0, Infinity, 0, 0, 0, 0]);
});
