/** The answer of `GET /sessions/{id}/stats`, as far as it is shown. */
export interface SessionStats {
  readonly session_id: string;
  readonly wanted_fps?: number;
  readonly emitted_fps?: number;
  readonly connections: readonly ViewerStats[];
}

interface ViewerStats {
  readonly connection_id: number;
  readonly path: string;
  readonly candidate_type?: string;
  readonly protocol?: string;
  readonly round_trip_ms?: number;
  readonly sent_kbps?: number;
  readonly loss?: number;
  readonly outputs?: readonly OutputStats[];
  readonly verdict: { readonly code: string };
}

interface OutputStats {
  readonly kind: string;
  readonly codec?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
}

const COLUMNS = ['viewer', 'path', 'picture', 'fps', 'kbps', 'loss', 'round trip', 'verdict'] as const;

/** A line for the session, and one for each viewer. What is not known is `-`. */
export function sessionTable(model: string, state: string, stats: SessionStats): string {
  const { emitted_fps: emitted, wanted_fps: wanted, connections } = stats;
  const rate = `${shown(emitted)}${wanted === undefined ? '' : ` of ${wanted}`} frames a second`;
  const count = `${connections.length} ${connections.length === 1 ? 'viewer' : 'viewers'}`;
  const head = `${model}  ${state}  ${rate}  ${count}  session ${stats.session_id}`;
  return connections.length === 0 ? head : [head, ...aligned([[...COLUMNS], ...connections.map(rowOf)])].join('\n');
}

function rowOf(viewer: ViewerStats): string[] {
  const picture = viewer.outputs?.find(({ kind }) => kind === 'video');
  const size = picture?.width === undefined ? undefined : `${picture.width}x${picture.height}`;
  const way = [viewer.candidate_type, viewer.protocol].filter((part) => part !== undefined).join(' ');
  return [
    String(viewer.connection_id),
    way === '' ? viewer.path : `${viewer.path}, ${way}`,
    [size, picture?.codec].filter((part) => part !== undefined).join(' ') || '-',
    shown(picture?.fps),
    shown(viewer.sent_kbps),
    viewer.loss === undefined ? '-' : `${(100 * viewer.loss).toFixed(1)}%`,
    viewer.round_trip_ms === undefined ? '-' : `${viewer.round_trip_ms.toFixed(0)} ms`,
    viewer.verdict.code,
  ];
}

function shown(figure: number | undefined): string {
  return figure === undefined ? '-' : String(Math.round(10 * figure) / 10);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
