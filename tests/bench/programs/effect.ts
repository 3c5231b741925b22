// deno-lint-ignore-file no-import-prefix
import * as effect from "npm:effect@4.1.0";

if (Object.keys(effect).length === 0) throw new Error("nothing was imported");
