import * as simulation from "../../../src/simulation/mod.ts";

if (Object.keys(simulation).length === 0) throw new Error("nothing was imported");
