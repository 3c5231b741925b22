// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { SupervisionEvent } from "../../src/core/event.ts";
import { formatCount } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";
import { type Column, table } from "./table.ts";
import type { Terminal } from "../terminal.ts";

/** What a group did as a whole. */
interface GroupFigures {
  /** Empty for the root. */
  readonly path: string;
  readonly starts: number;
  readonly restarts: number;
  readonly pauses: number;
  readonly failures: number;
}

type Count = Exclude<keyof GroupFigures, "path">;

const columns: readonly (readonly [title: string, count: Count])[] = [
  ["starts", "starts"],
  ["group restarts", "restarts"],
  ["pauses", "pauses"],
  ["failures", "failures"],
];
const mostRows = 24;
const rowsOfMany = 10;

/** How often each group was started, restarted because of one of its children, paused and failed, as a table. Of many those with most to tell. */
export function groupsTable(
  events: readonly SupervisionEvent[],
  strategyOf: (path: string) => string,
  { width, glyphs }: Terminal,
  all = false,
): string[] {
  const groups = groupFigures(events);
  const many = !all && groups.length > mostRows;
  const shown = many ? mostTelling(groups) : groups;
  const left = columns.filter(([, count]) => groups.every((group) => group[count] === 0));
  const names: Column = {
    title: many ? [`${rowsOfMany} of ${formatCount(groups.length)}`, "groups"] : ["group"],
    align: "left",
    cells: shown.map(({ path }) => path === "" ? "root" : plain(path)),
  };
  const strategies: Column = {
    title: ["strategy"],
    align: "left",
    cells: shown.map(({ path }) => strategyOf(path)),
  };
  const counts = columns.filter((column) => !left.includes(column)).map(([title, count]): Column => ({
    title: title.split(" "),
    align: "right",
    cells: shown.map((group) => formatCount(group[count])),
  }));
  return [
    ...table([names, strategies, ...counts], { width, ellipsis: glyphs.ellipsis, paintTitle: dim }),
    ...(left.length === 0 ? [] : wrapped(`0 for all: ${left.map(([title]) => title).join(", ")}.`, width).map(dim)),
  ];
}

/** The groups in the order in which they were started first. */
function groupFigures(events: readonly SupervisionEvent[]): GroupFigures[] {
  const groups = new Map<string, { -readonly [Field in keyof GroupFigures]: GroupFigures[Field] }>();
  for (const event of events) {
    const count = countOf(event);
    if (count === undefined || "worker" in event) continue;
    const path = event.group ?? "";
    let own = groups.get(path);
    if (own === undefined) groups.set(path, own = { path, starts: 0, restarts: 0, pauses: 0, failures: 0 });
    own[count]++;
  }
  return [...groups.values()];
}

function countOf(event: SupervisionEvent): Count | undefined {
  switch (event.type) {
    case "group-started":
      return "starts";
    case "group-restarting":
      return "restarts";
    case "group-paused":
      return "pauses";
    case "group-finished":
      return event.outcome === "failed" ? "failures" : undefined;
    default:
      return undefined;
  }
}

function mostTelling(groups: readonly GroupFigures[]): GroupFigures[] {
  const told = ({ starts, restarts, pauses, failures }: GroupFigures) => starts + restarts + pauses + failures;
  return [...groups].sort((one, other) => told(other) - told(one)).slice(0, rowsOfMany);
}
