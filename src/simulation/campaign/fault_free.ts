const causes = ["faults", "outages", "operations"] as const;

/** The same case with nothing going wrong and nothing done by hand; the case itself where nothing does, or where it lists none. */
export function faultFree<Case>(of: Case): Case {
  if (typeof of !== "object" || of === null) return of;
  const lists = of as Readonly<Record<string, unknown>>;
  const own = causes.filter((cause) => Array.isArray(lists[cause]) && lists[cause].length > 0);
  if (own.length === 0) return of;
  return Object.fromEntries(Object.entries(of).filter(([field]) => !own.some((cause) => cause === field))) as Case;
}
