/**
 * The program of the NATS server for tests, whether it is there or not; `NATS_SERVER` names another one.
 * @param checkout absolute. @defaultValue the one that this file is in
 */
export function natsServer(checkout?: string): string;
