export const FILE: string;
export function wavesNetwork(): Uint8Array;
