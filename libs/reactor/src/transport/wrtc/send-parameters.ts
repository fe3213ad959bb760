import type { WrtcSendParameters } from './wrtc.js';

/**
 * A sender's parameters in the form in which the library takes them back.
 *
 * It compares them with its own and refuses any difference, but hands them out changed: format lines carry a prefix and
 * a blank after each semicolon, and the encoding lacks its synchronisation source.
 */
export function mendSendParameters(parameters: WrtcSendParameters, ssrc: number | undefined): WrtcSendParameters {
  return {
    ...parameters,
    codecs: parameters.codecs.map((codec) =>
      codec.sdpFmtpLine === undefined
        ? codec
        : { ...codec, sdpFmtpLine: codec.sdpFmtpLine.replace(/^a=fmtp:\d+ /, '').replaceAll('; ', ';') },
    ),
    encodings: parameters.encodings.map((encoding) => (ssrc === undefined ? encoding : { ...encoding, ssrc })),
  };
}
