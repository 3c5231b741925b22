import * as mainstay from "../../../mod.ts";

// An import of which nothing is used is left out by the compiler.
if (Object.keys(mainstay).length === 0) throw new Error("nothing was imported");
