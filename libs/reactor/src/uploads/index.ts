export { UploadsController } from './uploads.controller.js';
export { DEFAULT_UPLOAD_OPTIONS, mergeUploadOptions, UPLOAD_OPTIONS, type UploadOptions } from './upload.options.js';
export { UploadStore } from './upload-store.js';
