// deno-lint-ignore-file no-import-prefix
import * as effection from "npm:effection@4.1.1";

if (Object.keys(effection).length === 0) throw new Error("nothing was imported");
