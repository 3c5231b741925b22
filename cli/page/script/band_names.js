/** The bands whose names have room, outages first: no name lies over another one, or over a band of another name that comes later. */
export function namedBands(bands, width, taken) {
  const ends = new Map();
  for (const band of [...bands].sort((one, other) => Number(other.isOutage ?? false) - Number(one.isOutage ?? false))) {
    const end = band.left + 4 + band.text.length * 7;
    const misleads = bands.some(({ text, left }) => text !== band.text && left > band.right && left < end);
    const covers = [...ends].some(([{ left }, other]) => left < end + 8 && band.left < other + 8);
    if (end > width || misleads || covers || taken.some((place) => place > band.left + 3 && place < end + 4)) continue;
    ends.set(band, end);
  }
  return new Set(ends.keys());
}
