/** Bytes of one message; SCTP offers no more to a browser by default. */
export const MAX_FRAME_BYTES = 262_144;

/** Characters of an SDP; a browser's offer with all its candidates has about 13,000. */
export const MAX_SDP_LENGTH = 200_000;

/** Largest text frame of the socket, in bytes, unless a server sets another: an SDP, and room for the rest. */
export const MAX_SIGNALING_BYTES = MAX_SDP_LENGTH + 62_144;
