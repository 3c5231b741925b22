/** What a cell of a table for spreadsheets may hold. */
export type CsvValue = string | number | boolean | null;

/** A row, as RFC 4180 has it: with CRLF at its end; a cell that needs it is quoted. */
export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would take for a formula begins with an apostrophe, by which it knows a text. So does a text that begins with one, so
 * that taking one apostrophe away always gives back what it was.
 */
function harmless(text: string): string {
  return /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}
