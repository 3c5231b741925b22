/**
 * Chance with names: each name has a generator of its own, so that drawing from one never shifts what another gives. A
 * simulation that asks for one more jitter still sees the same crashes.
 *
 * The same seed and name give the same numbers for ever: the generator (sfc32, 128 bits of state) and the way in which it is
 * seeded are part of the contract.
 */
export class RandomStreams {
  /** The text that everything is drawn from. */
  readonly seed: string;
  readonly #streams = new Map<string, () => number>();

  /** @param seed Any text; `parseSeed` makes one spelling of every way to write a number. */
  constructor(seed: string) {
    this.seed = seed;
  }

  /**
   * The generator of that name: each call of it gives a number in [0, 1) with 53 bits. Asking for the same name again gives the
   * same generator, which goes on where it stands.
   */
  stream(name: string): () => number {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      // The length in front keeps seed "1" with name "2x" apart from seed "12" with name "x".
      stream = generator(hash128(`${this.seed.length}:${this.seed}${name}`));
      this.#streams.set(name, stream);
    }
    return stream;
  }
}

type State = readonly [number, number, number, number];

/** Chris Doty-Humphrey's sfc32, from PractRand (public domain). Two draws make one number of 53 bits. */
function generator(state: State): () => number {
  let [a, b, c, counter] = state;
  const next = (): number => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + drawn | 0;
    return drawn >>> 0;
  };
  for (let round = 0; round < 15; round++) next();
  return () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
}

/** Four lanes of multiply and rotate over the text's UTF-16 units, each lane stirred into the others at the end. */
function hash128(text: string): State {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0x6a09e667;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(rotated(a ^ unit, 15), 0x85ebca6b) + b | 0;
    b = Math.imul(rotated(b ^ unit, 13), 0xc2b2ae35) + c | 0;
    c = Math.imul(rotated(c ^ unit, 17), 0x27d4eb2f) + d | 0;
    d = Math.imul(rotated(d ^ unit, 19), 0x165667b1) + a | 0;
  }
  for (let round = 0; round < 2; round++) {
    a = stirred((a ^ text.length) + d);
    b = stirred(b ^ a);
    c = stirred(c ^ b);
    d = stirred(d ^ c);
  }
  return [a, b, c, d];
}

function rotated(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

/** The finaliser of MurmurHash3 (public domain): every bit of the word comes to bear on every other. */
function stirred(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
