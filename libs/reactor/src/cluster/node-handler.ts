/** Answers one kind of request of another machine, with what JSON can say. */
export type NodeHandler = (request: unknown) => Promise<unknown>;
