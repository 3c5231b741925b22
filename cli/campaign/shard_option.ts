import { UsageError } from "../usage_error.ts";

/** Which part of the seeds is run: every `of`-th one, beginning with the `index`-th, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Where Kubernetes tells a pod of an Indexed Job which one it is, from 0. */
export const indexVariable = "JOB_COMPLETION_INDEX";

/** Whether a shard is one that Kubernetes has to tell. */
export function asksForIndex(text: string | undefined): boolean {
  return text?.startsWith("auto/") ?? false;
}

/**
 * Reads a shard: `2/4` is the second of four. `auto/4` asks Kubernetes which one it is.
 *
 * @param text As it was typed; `undefined` for none.
 * @throws {UsageError} For what is none, and where nobody says which one it is or that may not be read.
 */
export function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, of] = /^(auto|\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined) {
    throw new UsageError(`Cannot use --shard "${text}": expected I/N such as 1/4, or auto/N in an Indexed Job`);
  }
  const shard = { index: index === "auto" ? completionIndex(text) + 1 : Number(index), of: Number(of) };
  if (shard.of >= 1 && Number.isSafeInteger(shard.of) && shard.index >= 1 && shard.index <= shard.of) return shard;
  const said = index === "auto" ? ` with ${indexVariable}=${shard.index - 1}, which counts from 0` : "";
  throw new UsageError(
    `Cannot use --shard "${text}"${said}: expected ${
      shard.of < 1 ? "one shard at least" : `a number from 1 to ${shard.of}`
    }`,
  );
}

function completionIndex(text: string): number {
  if (Deno.permissions.querySync({ name: "env", variable: indexVariable }).state !== "granted") {
    throw new UsageError(
      `Cannot use --shard "${text}": reading ${indexVariable} is not allowed. Allow it with --allow-env=${indexVariable}`,
    );
  }
  const index = Deno.env.get(indexVariable);
  if (index !== undefined && /^\d+$/.test(index)) return Number(index);
  const why = index === undefined || index === "" ? `${indexVariable} is not set` : `${indexVariable} is "${index}"`;
  throw new UsageError(
    `Cannot use --shard "${text}": ${why}, as it would be in a pod of a Kubernetes Job with completionMode: Indexed`,
  );
}
