import { withVideoParameters } from './sdp.js';
import type { WebRtcOptions } from './webrtc.options.js';

/** The offer with start and minimum bitrates for our own senders. @param mids that we send on */
export function withOutputBitrates(
  offer: string,
  { minKbps, startKbps }: Pick<WebRtcOptions, 'minKbps' | 'startKbps'>,
  mids: ReadonlySet<string>,
): string {
  return withVideoParameters(offer, mids, `x-google-min-bitrate=${minKbps};x-google-start-bitrate=${startKbps}`);
}

/** The answer with start and maximum bitrates for the client's senders. @param mids that we receive on */
export function withInputBitrates(
  answer: string,
  { inputStartKbps, inputMaxKbps }: Pick<WebRtcOptions, 'inputStartKbps' | 'inputMaxKbps'>,
  mids: ReadonlySet<string>,
): string {
  const wanted = { 'x-google-start-bitrate': inputStartKbps, 'x-google-max-bitrate': inputMaxKbps };
  const parameters = Object.entries(wanted).flatMap(([name, kbps]) => (kbps > 0 ? [`${name}=${kbps}`] : []));
  return withVideoParameters(answer, mids, parameters.join(';'));
}
