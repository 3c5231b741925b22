/** The URL of a store of PostgreSQL; null where it is none that can be read, `undefined` for the path of a file. */
export function databaseUrl(store: string): URL | null | undefined {
  return /^postgres(?:ql)?:\/\//i.test(store) ? URL.parse(store) : undefined;
}

/** What people are told instead of a store: the path as it was typed, or the URL with `***` for its password. */
export function storeName(store: string): string {
  const url = databaseUrl(store);
  if (url === undefined) return store;
  if (url === null) return "postgres://…";
  if (url.password !== "") url.password = "***";
  return url.href;
}
