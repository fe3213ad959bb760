/** Rows of numbers on top of a picture: when it was made, the last command, which frame of the loop it is. */
export const ROWS = 3;
