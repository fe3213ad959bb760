/** A group of bars, one for each series. */
export interface BarGroup {
  readonly name: string;
  /** In the order of the series; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

export interface BarChart {
  readonly title: string;
  /** What a reader who does not see it has to know. */
  readonly description: string;
  /** Behind each value: ` ms`. */
  readonly unit: string;
  readonly digits: number;
  /** At most three: there are as many colours. */
  readonly series: readonly string[];
  readonly groups: readonly BarGroup[];
}

const WIDTH = 760;
const BAR = 16;
const GAP = 14;
const TOP = 64;
const VALUE_WIDTH = 80;
/** Average width of a letter at the size of the text. */
const LETTER = 7;

/** Text and colours follow the reader's scheme: GitHub shows a page of a checkout in both. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .value { font-variant-numeric: tabular-nums; }
  .axis { stroke: #8c959f; }
  .s0 { fill: #0969da; } .s1 { fill: #bf8700; } .s2 { fill: #8250df; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .axis { stroke: #6e7681; }
    .s0 { fill: #58a6ff; } .s1 { fill: #d29922; } .s2 { fill: #bc8cff; }
  }`;

/** Horizontal bars from zero, as an SVG document of its own. */
export function barChart({ title, description, unit, digits, series, groups }: BarChart): string {
  const left = 24 + LETTER * Math.max(...groups.map(({ name }) => name.length));
  const most = Math.max(...groups.flatMap(({ values }) => values.map((value) => value ?? 0))) || 1;
  const scale = (WIDTH - left - VALUE_WIDTH) / most;
  const groupHeight = series.length * BAR + GAP;
  const height = TOP + groups.length * groupHeight + 8;
  const lines = groups.flatMap(({ name, values }, group) => {
    const y = TOP + group * groupHeight;
    const bars = values.map((value, at) =>
      bar(value, at, left, y + at * BAR, scale, (of) => of.toFixed(digits) + unit),
    );
    const middle = y + (series.length * BAR) / 2 + 4;
    return [`<text x="${left - 8}" y="${middle}" text-anchor="end">${escaped(name)}</text>`, ...bars];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="8" y="22">${escaped(title)}</text>`,
    ...legend(series),
    ...lines,
    `<line class="axis" x1="${left}" y1="${TOP - 6}" x2="${left}" y2="${height - 8}"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function bar(
  value: number | undefined,
  series: number,
  x: number,
  y: number,
  scale: number,
  text: (value: number) => string,
): string {
  if (value === undefined) return `<text class="value" x="${x + 6}" y="${y + 12}">not measured</text>`;
  const width = Number((value * scale).toFixed(1));
  return (
    `<rect class="s${series}" x="${x}" y="${y}" width="${width}" height="${BAR - 2}"/>` +
    `<text class="value" x="${x + width + 6}" y="${y + 12}">${text(value)}</text>`
  );
}

/** None where one series needs none. */
function legend(series: readonly string[]): string[] {
  if (series.length === 1) return [];
  let x = 8;
  return series.map((name, at) => {
    const line = `<rect class="s${at}" x="${x}" y="35" width="12" height="12"/><text x="${x + 18}" y="46">${escaped(name)}</text>`;
    x += 42 + LETTER * name.length;
    return line;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
