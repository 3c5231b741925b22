import type { Row } from "./row.ts";

// The process that one bench runs in: it prints the rows as JSON.
const { measure }: { measure: () => Promise<Row[]> } = await import(`./${Deno.args[0]}_bench.ts`);
console.log(JSON.stringify(await measure()));
