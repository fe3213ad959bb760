import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A picture in memory: red, green, blue and alpha for each pixel, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type ImageKind = 'png' | 'jpeg';

/** What decoding one picture may take. */
export interface ImageLimits {
  readonly megapixels: number;
  /** Bytes that the data of a PNG may unpack to. */
  readonly unpackedBytes: number;
  readonly memoryMb: number;
  readonly timeMs: number;
}

const paths = createRequire(import.meta.url);

/**
 * Runs in the thread. An interlaced PNG is unpacked without a limit by its decoder, so it is done once before, with one.
 * Kept as text, so that it runs from the sources too.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { inflateSync } = require('node:zlib');
const { kind, bytes, library, limits } = workerData;
const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function pngData() {
  const parts = [];
  for (let at = 8; at < buffer.length; at += 12 + buffer.readUInt32BE(at)) {
    if (buffer.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(buffer.subarray(at + 8, at + 8 + buffer.readUInt32BE(at)));
  }
  return Buffer.concat(parts);
}

function decodePng() {
  const interlaced = buffer[28] !== 0;
  if (interlaced) inflateSync(pngData(), { maxOutputLength: limits.unpackedBytes });
  return require(library).PNG.sync.read(buffer);
}

function decodeJpeg() {
  return require(library).decode(buffer, {
    useTArray: true,
    maxResolutionInMP: limits.megapixels,
    maxMemoryUsageInMB: limits.memoryMb,
  });
}

const { width, height, data } = kind === 'png' ? decodePng() : decodeJpeg();
const pixels = new Uint8Array(width * height * 4);
pixels.set(data.subarray(0, pixels.length));
parentPort.postMessage({ width, height, data: pixels }, [pixels.buffer]);
`;

/**
 * Decodes a picture in a thread of its own, which is ended when it takes too long: no file of a client's holds up the
 * model's thread. Rejects with whatever its decoder throws.
 */
export async function decodeInThread(kind: ImageKind, bytes: Uint8Array, limits: ImageLimits): Promise<Pixels> {
  const library = paths.resolve(kind === 'png' ? 'pngjs' : 'jpeg-js');
  const thread = new Worker(PROGRAM, {
    eval: true,
    // None of the process's own: flags such as a debugger's port are not for it.
    execArgv: [],
    workerData: { kind, bytes, library, limits },
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Pixels>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`it took more than ${limits.timeMs} ms`)), limits.timeMs);
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('its thread ended')));
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
