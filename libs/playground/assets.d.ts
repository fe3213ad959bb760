/** Where the built page lies: `index.html` and `assets/`. An absolute path of this machine. */
export declare const assetsDirectory: string;
