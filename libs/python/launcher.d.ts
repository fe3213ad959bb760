/** Path of the program that a Python interpreter runs as the worker of a model. */
export declare const launcher: string;
