/**
 * The workers that go by a path: a worker of that path, all in a group of that path, or, where there is neither, those of several alike
 * (`api-1`, `api-2` and so on are `api`), at any place of the path.
 *
 * @param paths The workers' paths.
 * @returns Their paths, in the same order; of a path that nobody goes by none.
 */
export function namedWorkers(paths: readonly string[], name: string): readonly string[] {
  const below = `${name}/`;
  const exact = paths.filter((path) => path === name || path.startsWith(below));
  return exact.length > 0 ? exact : alike(paths, name.split("/"));
}

/** All paths of groups that these workers are in, the outermost first. */
export function groupsAround(paths: readonly string[]): readonly string[] {
  const groups = new Set<string>();
  for (const path of paths) {
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) groups.add(path.slice(0, end));
  }
  return [...groups];
}

function alike(paths: readonly string[], names: readonly string[]): readonly string[] {
  const seen = names.map(() => new Set<string>());
  const found = paths.filter((path) => {
    const own = path.split("/");
    const numbers = names.map((name, index) => own[index] === name ? "" : numberOf(own[index], name));
    if (numbers.includes(undefined)) return false;
    numbers.forEach((number, index) => number && seen[index]!.add(number));
    return true;
  });
  // Who is called api-2 by itself is not one of several.
  const counted = seen.every((numbers) => numbers.size === 0 || (numbers.has("1") && numbers.has("2")));
  return counted ? found : [];
}

/** Of `api-12` and `api` the 12. */
function numberOf(own: string | undefined, name: string): string | undefined {
  if (own === undefined || !own.startsWith(`${name}-`)) return undefined;
  const number = own.slice(name.length + 1);
  return /^[1-9]\d*$/.test(number) ? number : undefined;
}
