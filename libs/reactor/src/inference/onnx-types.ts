// The types of a package that an application need not have. Where it is missing they are `any`: each directive goes with
// its line into the declarations, so that a compiler which checks those finds no fault. Keep each on one line.

/** @ts-ignore */
export type OnnxLibrary = typeof import('onnxruntime-node');

/** @ts-ignore */
export type OnnxSession = import('onnxruntime-node').InferenceSession;

/** @ts-ignore */
export type OnnxSessionOptions = import('onnxruntime-node').InferenceSession.SessionOptions;
