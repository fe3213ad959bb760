/** The version of this package, as servers tell it to their clients. A test holds it equal to package.json. */
export const VERSION = '0.1.0';
