export { describe, stackOf } from '../logging/index.js';
