export const GRAPH_OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;

/** How far ONNX Runtime rewrites a network when it opens it, from not at all. */
export type GraphOptimization = (typeof GRAPH_OPTIMIZATIONS)[number];
