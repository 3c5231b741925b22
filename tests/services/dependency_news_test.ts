import { assertEquals } from "@std/assert";
import { DependencyNews } from "../../src/services/dependency_news.ts";
import type { DependencyChange } from "../../src/services/service_context.ts";
import type { ServiceNode } from "../../src/services/service_node.ts";

/** As much of a service as is looked at, and what it is told. */
function service(name: string, dependsOn: readonly string[] = [], { hook = true, parent = "" } = {}) {
  const told: DependencyChange[] = [];
  const node = {
    path: parent === "" ? name : `${parent}/${name}`,
    parent: parent === "" ? undefined : { path: parent },
    definition: { name, dependsOn, hooks: hook ? { onDependencyChange: () => {} } : {} },
    isReady: false,
    reason: undefined as string | undefined,
    run: { dependencyChanged: (change: DependencyChange) => told.push(change) },
  };
  return { node: node as unknown as ServiceNode & { isReady: boolean; reason: string | undefined }, told };
}

Deno.test("DependencyNews.look() tells a change once", () => {
  const news = new DependencyNews();
  const [db, api] = [service("db"), service("api", ["db"])];
  for (const { node } of [db, api]) news.add(node);
  news.look(db.node);
  db.node.isReady = true;
  news.look(db.node);
  news.look(db.node);
  db.node.isReady = false;
  db.node.reason = "failed";
  news.look(db.node);
  assertEquals(api.told, [{ name: "db", ready: true }, { name: "db", ready: false, reason: "failed" }]);
});

Deno.test("DependencyNews.look() tells nobody without the hook, nor of another group", () => {
  const news = new DependencyNews();
  const db = service("db");
  const others = [service("api", ["db"], { hook: false }), service("inner", ["db"], { parent: "p" }), service("mail")];
  for (const { node } of [db, ...others]) news.add(node);
  db.node.isReady = true;
  news.look(db.node);
  assertEquals(others.flatMap(({ told }) => told), []);
});

Deno.test("DependencyNews.remove() forgets who wanted to know", () => {
  const news = new DependencyNews();
  const [db, api] = [service("db"), service("api", ["db"])];
  for (const { node } of [db, api]) news.add(node);
  news.remove(api.node);
  db.node.isReady = true;
  news.look(db.node);
  assertEquals(api.told, []);
});
