/**
 * Runs a bench's own module again in a Deno of its own, and answers what it prints as JSON: what one variant leaves in the engine
 * (compiled code, hooks, garbage) must not weigh on the next one.
 *
 * @param module The module's `import.meta.url`.
 * @throws {Error} When the process fails. The message has what it wrote to stderr.
 */
export async function inFreshProcess<T>(module: string, ...args: readonly string[]): Promise<T> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-lock", "-A", "--v8-flags=--expose-gc", module, ...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot measure ${module} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}
