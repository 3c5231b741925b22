import type { FaultSpan } from "./page_data.ts";

/** Faults as the page's script takes them: whoever is struck stands once in a list. */
export interface FaultPayload {
  /** The names of all who are struck by some fault. */
  readonly names: readonly string[];
  /** The faults; of whom they strike the numbers in that list. */
  readonly faults: readonly (Omit<FaultSpan, "struck"> & { readonly struck?: readonly number[] })[];
}

/** Faults in few signs. */
export function faultPayload(faults: readonly FaultSpan[]): FaultPayload {
  const names = new Map<string, number>();
  const numberOf = (name: string) => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name)!;
  };
  const packed = faults.map(({ struck, ...span }) => ({ ...span, struck: struck?.map(numberOf) }));
  return { names: [...names.keys()], faults: packed };
}
