export const CHART_WIDTH = 760;

/** Average width of a letter at the size of the text. */
export const LETTER = 7;

/** Text and colours follow the reader's scheme: GitHub shows a page of a checkout in both. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .value { font-variant-numeric: tabular-nums; }
  .axis { stroke: #8c959f; }
  .grid { stroke: #8c959f; stroke-opacity: 0.3; }
  .s0 { fill: #0969da; } .s1 { fill: #bf8700; } .s2 { fill: #8250df; }
  .l0 { stroke: #0969da; } .l1 { stroke: #bf8700; } .l2 { stroke: #8250df; }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .axis, .grid { stroke: #6e7681; }
    .s0 { fill: #58a6ff; } .s1 { fill: #d29922; } .s2 { fill: #bc8cff; }
    .l0 { stroke: #58a6ff; } .l1 { stroke: #d29922; } .l2 { stroke: #bc8cff; }
  }`;

export interface ChartHead {
  readonly title: string;
  /** What a reader who does not see it has to know. */
  readonly description: string;
  /** At most three: there are as many colours. */
  readonly series: readonly string[];
}

/** Where the drawing starts: below the title, and below the names of the series where there are several. */
export function topOf({ series }: Pick<ChartHead, 'series'>): number {
  return series.length === 1 ? 42 : 64;
}

/** An SVG document of its own, with a title, a description and the names of the series. */
export function chartDocument(head: ChartHead, height: number, drawing: readonly string[]): string {
  const title = escapeXml(head.title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART_WIDTH} ${height}" width="${CHART_WIDTH}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${title}</title>`,
    `<desc id="desc">${escapeXml(head.description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="8" y="22">${title}</text>`,
    ...legend(head.series),
    ...drawing,
    '</svg>',
    '',
  ].join('\n');
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** None where one series needs none. */
function legend(series: readonly string[]): string[] {
  if (series.length === 1) return [];
  let x = 8;
  return series.map((name, at) => {
    const line = `<rect class="s${at}" x="${x}" y="35" width="12" height="12"/><text x="${x + 18}" y="46">${escapeXml(name)}</text>`;
    x += 42 + LETTER * name.length;
    return line;
  });
}
