/** The version of this package, as servers send it to their clients. A test checks that it equals package.json. */
export const VERSION = '0.1.0';
