import bandNames from "./script/band_names.js" with { type: "text" };
import chart from "./script/chart.js" with { type: "text" };
import data from "./script/data.js" with { type: "text" };
import figure from "./script/figure.js" with { type: "text" };
import label from "./script/label.js" with { type: "text" };
import lanes from "./script/lanes.js" with { type: "text" };
import logScale from "./script/log_scale.js" with { type: "text" };
import main from "./script/main.js" with { type: "text" };
import slices from "./script/slices.js" with { type: "text" };
import spreads from "./script/spreads.js" with { type: "text" };
import theme from "./script/theme.js" with { type: "text" };
import times from "./script/times.js" with { type: "text" };
import tip from "./script/tip.js" with { type: "text" };

/** Each module after those that it imports. */
const modules = [data, figure, theme, tip, label, chart, lanes, slices, bandNames, times, logScale, spreads, main];

/** The modules of the page as one script: a page without a server cannot import, so that what they import and export is simply there. */
export const pageScript: string = `{\n"use strict";\n${modules.map(asPart).join("\n")}}\n`;

function asPart(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "").replace(/^\/\*.*\*\/\n/gm, "");
}
