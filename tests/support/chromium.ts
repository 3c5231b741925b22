/** The tests of pages need Chromium; whoever wants to be sure that they ran says so by this variable. */
const required = Deno.env.get("MAINSTAY_CHROMIUM") === "required";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** Where Chromium is; `undefined` where it is not. */
export const chromiumPath: string | undefined = (Deno.env.get("PATH") ?? "").split(":")
  .flatMap((folder) => names.map((name) => `${folder}/${name}`)).find(isFile);

/** Registers a test that needs Chromium. Without it the test is left out, visibly, or fails where it is required. */
export function chromiumTest(name: string, fn: () => void | Promise<void>): void {
  const ignore = chromiumPath === undefined && !required;
  const missing = "Chromium is not installed (apt-get install chromium)";
  Deno.test({
    name: ignore ? `${name} (left out: ${missing})` : name,
    ignore,
    fn: () => {
      if (chromiumPath === undefined) throw new Error(missing);
      return fn();
    },
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
