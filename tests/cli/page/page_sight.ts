/** What a browser shows of a page. */
export interface PageSight {
  readonly file: string;
  readonly width: number;
  readonly colours: "light" | "dark";
  /** What was written to the console, and errors. */
  readonly complaints: readonly string[];
  /** What it asked for besides itself. */
  readonly requests: readonly string[];
  /** By how much it is wider than the window. */
  readonly overflow: number;
  readonly isAnswerInSight: boolean;
  readonly ground: string;
  /** The least contrast of a text to what is behind it. */
  readonly leastContrast: number;
  /** Whether a script ran that came with a name. */
  readonly hacked: boolean;
  readonly scripts: number;
  readonly images: number;
  readonly title: string;
  readonly charts: readonly string[];
  /** The legend of the lanes. */
  readonly legend: readonly string[];
  /** The title of each chart without a table. */
  readonly withoutTable: readonly string[];
  /** What is said of page breaks after headings. */
  readonly headingBreaks: readonly string[];
  /** How many charts have no words. */
  readonly unnamed: number;
}

/** What came of what a person did to a page. */
export interface PageTouch {
  readonly file: string;
  readonly complaints: readonly string[];
  /** What the lanes showed: at first, after the keys `+`, right, `-` and `0`, after the button, after the wheel. */
  readonly ranges: readonly (readonly [number, number])[];
  /** What the other charts of the run showed after the button. */
  readonly others: readonly (readonly [number, number])[];
  readonly shown: string;
  /** The class of where the key `/` went to. */
  readonly inLegend: string;
  /** Whether the first entry of the legend was on after it was pressed. */
  readonly pressed: string;
  readonly tip: string;
  /** Whether the lanes look as before when they are drawn anew while a part is shown: that part, and the whole that is shown afterwards. */
  readonly sameAgain: { readonly part: boolean; readonly whole: boolean };
  /** Of a campaign, the table of the first spread: before another figure is chosen, and after. */
  readonly spreadTables: readonly string[];
  /** Of a campaign, what the first spread says of its range after it was zoomed in, and whether that is less than all. */
  readonly spreadShown: string;
  /** After the button. */
  readonly theme: string;
}
