/** One input or output of a network, as its file declares it. */
export interface OnnxValueInfo {
  readonly name: string;
  /** Of its numbers, as `float32`. */
  readonly type: string;
  /** Sizes, and names of those that a caller chooses. */
  readonly shape: readonly (number | string)[];
}

/** What ONNX Runtime says of one; sequences and maps have no shape. */
export type OnnxValueMetadata =
  { readonly name: string; readonly isTensor: false } | ({ readonly isTensor: true } & OnnxValueInfo);

export function valueInfoOf(metadata: readonly OnnxValueMetadata[]): OnnxValueInfo[] {
  return metadata.map((one) => (one.isTensor ? one : { name: one.name, type: 'no tensor', shape: [] }));
}

/** `picture float32[1, 3, h, w]`; `?` for a size without a name. */
export function describeValueInfo({ name, type, shape }: OnnxValueInfo): string {
  return `${name} ${type}[${shape.map((size) => (isFixed(size) || size === '' ? size || '?' : size)).join(', ')}]`;
}

export function describeValueInfos(infos: readonly OnnxValueInfo[]): string {
  return infos.length === 0 ? 'none' : infos.map(describeValueInfo).join('; ');
}

/** The size is in the file, and no caller's choice. */
export function isFixed(size: number | string | undefined): size is number {
  return typeof size === 'number' && size > 0;
}
