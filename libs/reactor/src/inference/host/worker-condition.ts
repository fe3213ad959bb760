/** Condition of Node's resolution under which `@nestjs-reactor/core` is `worker.ts`: what a model's worker needs of it. */
export const WORKER_CONDITION = 'reactor-worker';
