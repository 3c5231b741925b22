import { data } from "./data.js";

/** The colours of the page as it is now. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const dark = document.documentElement.dataset.theme === "dark";
  return {
    dark,
    ink: of("ink"),
    soft: of("soft"),
    line: of("line"),
    grid: of("grid"),
    card: of("card"),
    accent: of("accent"),
    fault: of("fault"),
    held: of("held"),
    failed: of("failed"),
    font: getComputedStyle(document.body).fontFamily,
    phase: (phase) => data.phases[phase].colours[dark ? 1 : 0],
    lines: dark
      ? ["#e69f00", "#56b4e9", "#35c49a", "#f0e442", "#7db9f5", "#ff8a5c", "#cc79a7", "#c3ccd5"]
      : ["#b87400", "#2a8fcf", "#00805c", "#8a7d00", "#004f80", "#b04600", "#a3447c", "#55606b"],
  };
}

/** Each phase with its own pattern, so that colour is not needed to tell them apart. */
const hatches = { starting: "/", waiting: "", blocked: ".", cooling: "\\", stopping: "|", dead: "x", fault: "/" };

/** A fill: the colour with the pattern of a phase over it. */
export function hatched(name, colour, { card, dark }) {
  const hatch = hatches[name];
  if (!hatch) return colour;
  const scale = 2;
  const size = 7;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * scale;
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  ink.fillStyle = colour;
  ink.fillRect(0, 0, size, size);
  ink.strokeStyle = ink.fillStyle = card;
  ink.globalAlpha = dark ? 0.6 : 0.65;
  ink.lineWidth = 1.5;
  const line = (...points) => {
    ink.beginPath();
    ink.moveTo(points[0], points[1]);
    ink.lineTo(points[2], points[3]);
    ink.stroke();
  };
  if (hatch === "/" || hatch === "x") { for (const by of [-size, 0, size]) line(by - 1, size + 1, by + size + 1, -1); }
  if (hatch === "\\" || hatch === "x") { for (const by of [-size, 0, size]) line(by - 1, -1, by + size + 1, size + 1); }
  if (hatch === "|") line(size / 2, 0, size / 2, size);
  if (hatch === ".") ink.fillRect(size / 2 - 1, size / 2 - 1, 2.4, 2.4);
  return { image: canvas, repeat: "repeat", scaleX: 1 / scale, scaleY: 1 / scale };
}

/** Follows the system unless somebody chose, and tells when it changes. */
export function watchTheme(onChange) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  let chosen;
  let printing = false;
  const apply = () => {
    const dark = !printing && (chosen ?? (system.matches ? "dark" : "light")) === "dark";
    const name = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-label", `Use the ${dark ? "light" : "dark"} colours`);
    if (root.dataset.theme === name) return;
    root.dataset.theme = name;
    onChange();
  };
  system.addEventListener("change", apply);
  button.addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    apply();
  });
  addEventListener("beforeprint", () => (printing = true, apply()));
  addEventListener("afterprint", () => (printing = false, apply()));
  apply();
}
