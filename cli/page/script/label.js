import { cutMiddle } from "./figure.js";

const ruler = document.createElement("canvas").getContext("2d");

/** A name as it fits into so many pixels, with both of its ends. */
export function fitted(name, width, font) {
  ruler.font = font;
  if (ruler.measureText(name).width <= width) return name;
  let [low, high] = [1, [...name].length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ruler.measureText(cutMiddle(name, middle)).width <= width) low = middle;
    else high = middle - 1;
  }
  return cutMiddle(name, low);
}
