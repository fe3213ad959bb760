/** The program, whether it is built or not. */
export const livekitServer: string;

/** Builds it where it is missing. Throws with the reason where it cannot be built. */
export function buildLivekitServer(): void;
