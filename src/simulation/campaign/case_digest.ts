import { Hash } from "../trace_hash.ts";

/** 16 hex digits over plain data, by which two campaigns know that they are over the same. It is no cryptographic hash. */
export function caseDigest(of: object): string {
  const hash = new Hash();
  hash.text(JSON.stringify(of, (_field, value) => value === Infinity ? "unlimited" : value));
  return hash.digest();
}
