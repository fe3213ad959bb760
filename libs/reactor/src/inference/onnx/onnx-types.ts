// The types of an optional package. Where it is missing they are `any`: each directive is emitted with its line into
// the declarations, so that a compiler that checks those reports no error. Keep each on one line.

/** @ts-ignore */
export type OnnxLibrary = typeof import('onnxruntime-node');

/** @ts-ignore */
export type OnnxSession = import('onnxruntime-node').InferenceSession;

/** @ts-ignore */
export type OnnxSessionOptions = import('onnxruntime-node').InferenceSession.SessionOptions;
