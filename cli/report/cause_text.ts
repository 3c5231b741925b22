/** What made runs fail, in a few words. */
export function causeText({ kind, name }: { readonly kind: string; readonly name: string }): string {
  if (kind === "expectation") return `expectation "${name}"`;
  return kind === name ? name : `${kind} ${name}`;
}
