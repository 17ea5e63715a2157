// Everything that an editor needs to export on the server: edit -> config -> plan -> export -> progress -> file.

export { generateExportConfig } from './edit.js';
export { ExportNativeError } from './request.js';
export { cancelExport, downloadUrl, getReport, getStatus, listExports, planExport, submitExport } from './exports.js';
export { watchExport } from './watch.js';
export { uploadSource } from './upload.js';
export { contentUrl, deleteSource, getSource, getWaveform, listSources, thumbnailUrl } from './sources.js';
export { closeSession, getSession, openSession } from './session.js';
