/** Prints the coverage of `src/` from a folder of profiles, and fails below 95 % of lines. */
const [folder = ".coverage"] = Deno.args;
const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["coverage", folder, "--include=/src/", "--lcov"],
}).output();
if (!success) {
  console.error(new TextDecoder().decode(stderr));
  Deno.exit(1);
}
const covered = new Map<string, { lines: number; hit: number; missed: string[] }>();
let file = { lines: 0, hit: 0, missed: [] as string[] };
for (const line of new TextDecoder().decode(stdout).split("\n")) {
  if (line.startsWith("SF:")) {
    file = { lines: 0, hit: 0, missed: [] };
    covered.set(line.slice(line.lastIndexOf("/src/") + 1), file);
  } else if (line.startsWith("DA:")) {
    const [number = "", hits] = line.slice(3).split(",");
    file.lines++;
    if (hits === "0") file.missed.push(number);
    else file.hit++;
  }
}
let lines = 0;
let hit = 0;
for (const [name, { lines: own, hit: ownHit, missed }] of [...covered].sort()) {
  lines += own;
  hit += ownHit;
  if (missed.length > 0) {
    console.log(`${(100 * ownHit / own).toFixed(1).padStart(5)} %  ${name}  not: ${missed.join(" ")}`);
  }
}
const share = lines === 0 ? 0 : 100 * hit / lines;
console.log(`${share.toFixed(1)} % of ${lines} lines in ${covered.size} files of src/`);
if (share < 95) {
  console.error("Coverage of src/ must be at least 95 % of lines: test what is listed above");
  Deno.exit(1);
}
