import { Chart } from "./chart.js";
import { data } from "./data.js";
import { lanesPicture } from "./lanes.js";
import { fanPicture, nthPicture, spreadPicture } from "./spreads.js";
import { watchTheme } from "./theme.js";
import { budgetPicture, executionsPicture, heldPicture, restartsPicture } from "./times.js";

const pictures = {
  lanes: ({ run }) => lanesPicture(run),
  budget: ({ run }) => budgetPicture(run),
  restarts: ({ run }) => restartsPicture(run),
  nth: ({ run }) => nthPicture(run),
  held: ({ run }) => heldPicture(run),
  executions: ({ run }) => executionsPicture(run),
  fan: ({ seeds }) => fanPicture(seeds),
  spread: ({ seeds }, figure) => {
    const [title, note] = figure.querySelector(".words").children;
    const choice = Number(figure.querySelector("select").value);
    return spreadPicture(seeds.distributions, choice, ({ name, summary, rows }) => {
      title.textContent = `Spread: ${name}`;
      note.textContent = summary;
      figure.querySelector("caption").textContent = title.textContent;
      figure.querySelector("tbody").replaceChildren(...rows.map(tableRow));
    });
  },
};

/** A row of a table as the page has it: its first cell names it. */
function tableRow([name, ...cells]) {
  const row = document.createElement("tr");
  const cellOf = (kind, text) => row.appendChild(document.createElement(kind)).appendChild(bdiOf(text));
  cellOf("th", name).parentElement.scope = "row";
  for (const cell of cells) cellOf("td", cell);
  return row;
}

function bdiOf(text) {
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  return bdi;
}

const charts = [];
watchTheme(() => charts.forEach((chart) => chart.draw()));
for (const figure of document.querySelectorAll("[data-chart]")) {
  charts.push(new Chart(figure, pictures[figure.dataset.chart](data, figure)));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      // Without leave to write to the clipboard the line is marked, ready to be copied by hand.
      getSelection().selectAllChildren(code);
      button.textContent = "Marked";
    }
    setTimeout(() => button.textContent = "Copy", 2_000);
  });
}
document.documentElement.dataset.ready = "true";
