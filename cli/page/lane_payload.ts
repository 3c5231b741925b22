import { phases } from "./phase_text.ts";
import type { Lane, LaneMark } from "./page_data.ts";

/** Lanes as the page's script takes them, with as few signs as can be: spans follow each other, and words stand once in a list. */
export interface LanePayload {
  /** All texts of marks. */
  readonly texts: readonly string[];
  readonly lanes: readonly {
    readonly name: string;
    readonly availability: number | null;
    /** The phase's number, the end; of several spans that were put together the share up and how many they are. */
    readonly spans: readonly (readonly number[])[];
    /** 0 for a crash and 1 for a loss, the time, how many, the text's number. */
    readonly marks: readonly (readonly number[])[];
  }[];
}

const kinds: readonly LaneMark["kind"][] = ["crash", "lost"];

/** Lanes in few signs. Times keep the microsecond. */
export function lanePayload(lanes: readonly Lane[]): LanePayload {
  const texts = new Map<string, number>();
  const numberOf = (text: string) => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  };
  const packed = lanes.map(({ name, availability, spans, marks }) => ({
    name,
    availability,
    spans: spans.map(({ phase, toMs, mixed }) => [
      phases.indexOf(phase),
      rounded(toMs),
      ...(mixed === undefined ? [] : [rounded(mixed.up), mixed.count]),
    ]),
    marks: marks.map(({ kind, atMs, count, text }) => [kinds.indexOf(kind), rounded(atMs), count, numberOf(text)]),
  }));
  return { texts: [...texts.keys()], lanes: packed };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
