// The logarithm of 2 in two parts: the first has 33 bits, so that its product with an exponent is exact.
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
// One buffer for all calls: bits in, number out.
const bits = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm, to the same last bit on every machine and engine: made of +, -, * and / alone, which IEEE 754 fixes,
 * while `Math.log` may differ by a bit between engines. The relative error is below 1e-15.
 *
 * `naturalLog(0)` is -Infinity, a negative number and NaN give NaN, Infinity gives Infinity.
 */
export function naturalLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const subnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, subnormal ? x * 18_014_398_509_481_984 : x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 artanh s, s = (m - 1) / (m + 1), as its power series; |s| < 0.172, so 12 terms reach the last bit.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let n = 25; n >= 3; n -= 2) series = (series + 1 / n) * square;
  return exponent * ln2High + (2 * s + (2 * s * series + exponent * ln2Low));
}

/**
 * e to the power of `x`, to the same last bit on every machine and engine, as {@linkcode naturalLog} is. The relative error
 * is below 1e-15 (below one unit in the last place for results that are subnormal).
 *
 * `exponential(-Infinity)` is 0, Infinity gives Infinity, NaN gives NaN; above 709.782712893384 the result is Infinity, below
 * -745.1332191019412 it is 0.
 */
export function exponential(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const power = Math.floor(x / (ln2High + ln2Low) + 0.5);
  // x = power × ln 2 + high - low, |high - low| < 0.347, so 14 terms of the power series reach the last bit.
  const high = x - power * ln2High;
  const low = power * ln2Low;
  const rest = high - low;
  let tail = 0;
  for (let n = 14; n >= 3; n--) tail = ((1 + tail) * rest) / n;
  return scaled(1 + (high - (low - (rest * rest * (1 + tail)) / 2)), power);
}

/** value × 2^power, in two steps because 2^power alone may lie outside the range of numbers. */
function scaled(value: number, power: number): number {
  const half = Math.floor(power / 2);
  return value * powerOfTwo(half) * powerOfTwo(power - half);
}

function powerOfTwo(power: number): number {
  bits.setUint32(0, (power + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
