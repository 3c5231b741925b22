/** A count with its thousands set apart: `1,234`; fractions with two digits. */
export function formatCount(value: number): string {
  const [whole, fraction] = String(Math.round(value * 100) / 100).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A count of things: `1 event`, `1,234 events`. */
export function formatAmount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** What was left of a restart budget; of one without a limit there is nothing to say. */
export function formatHeadroom(restarts: number): string {
  return restarts === Infinity ? "-" : formatCount(restarts);
}

/** A share (0 to 1) in percent, with two digits; what is not quite all is never shown as `100%`, what is not quite none never as `0%`. */
export function formatShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100}%`;
  const percent = share * 100;
  for (let digits = 2; digits < 8; digits++) {
    const text = percent.toFixed(digits);
    if (Number(text) !== 100 && Number(text) !== 0) return `${text}%`;
  }
  return percent < 50 ? ">0%" : "<100%";
}
