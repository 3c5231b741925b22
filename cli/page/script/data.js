/** What the page is about. */
export const data = JSON.parse(document.getElementById("data").textContent);

if (data.run) unpackLanes(data.run);
if (data.run) unpackFaults(data.run);

/** Gives the lanes, which come in few signs, their fields again. */
function unpackLanes({ lanes, texts }) {
  const phases = Object.keys(data.phases);
  const kinds = ["crash", "lost"];
  for (const lane of lanes) {
    let fromMs = 0;
    lane.spans = lane.spans.map(([phase, toMs, up, count]) => {
      const span = { phase: phases[phase], fromMs, toMs, mixed: count === undefined ? undefined : { up, count } };
      fromMs = toMs;
      return span;
    });
    lane.marks = lane.marks.map(([kind, atMs, count, text]) => ({ kind: kinds[kind], atMs, count, text: texts[text] }));
  }
}

/** Gives the faults of some workers these workers' names. */
function unpackFaults({ faults, names }) {
  for (const fault of faults) fault.struck = fault.struck && new Set(fault.struck.map((number) => names[number]));
}
