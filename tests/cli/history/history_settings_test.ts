import { assertEquals, assertThrows } from "@std/assert";
import { historySettings } from "../../../cli/history/history_settings.ts";
import { historyViews, viewAndStore } from "../../../cli/history/history_view.ts";
import { storeName } from "../../../cli/history/store_name.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import { epochMs } from "./sample_store.ts";

const settings = (view: string, values: Record<string, string> = {}) =>
  historySettings({ operands: [view, "app.db"], values, flags: new Set() }, epochMs);

const values: Readonly<Record<string, string>> = {
  id: "x",
  owner: "o",
  kind: "job",
  name: "n",
  status: "error",
  session: "1",
  since: "2026-01-01",
  until: "2026-01-02",
};

Deno.test("historySettings() takes of each view the filters that it knows, and refuses the others", () => {
  const known = (view: string) =>
    Object.keys(values).filter((option) => {
      try {
        settings(view, { ...(view === "show" ? { id: "x" } : {}), [option]: values[option]! });
        return true;
      } catch (thrown) {
        assertEquals(
          thrown instanceof UsageError && thrown.message.startsWith(`Cannot use --${option} with ${view}: it knows --`),
          true,
        );
        return false;
      }
    });
  const all = Object.keys(values);
  assertEquals(Object.fromEntries(historyViews.map((view) => [view, known(view)])), {
    summary: all,
    list: all,
    show: ["id"],
    failures: all,
    slowest: all,
    timeline: all,
    sessions: ["session", "since", "until"],
    registrations: ["owner", "kind", "name"],
  });
});

Deno.test("historySettings() has a limit from 1 on, or none", () => {
  assertEquals(["1", "7", "all"].map((limit) => settings("list", { limit }).limit), [1, 7, Infinity]);
  for (const limit of ["0", "-1", "1.5", "", "many", String(2 ** 53)]) {
    const message = `Cannot use --limit "${limit}": expected a whole number of at least 1, or all`;
    assertThrows(() => settings("list", { limit }), UsageError, message);
  }
});

Deno.test("viewAndStore() takes the store alone for its summary", () => {
  assertEquals([viewAndStore(["app.db"]), viewAndStore(["show", "list"])], [["summary", "app.db"], ["show", "list"]]);
});

Deno.test("viewAndStore() says that the view comes before the store, in a line for a shell", () => {
  const wrong = [
    [["my app.db", "failures"], "history failures 'my app.db'"],
    [["list", "app.db", "failures"], "history failures app.db"],
    [["list", "failures", "app.db"], "history failures app.db"],
    [["app.db", "failure"], "history VIEW app.db"],
  ] as const;
  for (const [words, line] of wrong) {
    const { message } = assertThrows(() => viewAndStore(words), UsageError, "before the store, as in: ");
    assertEquals(message.split("as in: ")[1], line);
  }
});

Deno.test("storeName() has no password in it", () => {
  assertEquals(storeName("postgres://app:secret@db.example/shop"), "postgres://app:***@db.example/shop");
  assertEquals(storeName("postgres://app@db.example/shop"), "postgres://app@db.example/shop");
  assertEquals(storeName("postgres://app:secret@:x/shop"), "postgres://…");
  assertEquals(storeName("a:b@c.db"), "a:b@c.db");
});
