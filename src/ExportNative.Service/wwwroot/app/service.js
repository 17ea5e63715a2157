// The service as this page talks to it: the client module that editors use as well, with this page's address and session.

import * as client from "../client/exportnative.js";

const connection = { baseUrl: new URL(".", document.baseURI).href };

export const { generateExportConfig } = client;

export const listSources = () => client.listSources(connection);
export const getSource = name => client.getSource(name, connection);
export const getWaveform = (name, points) => client.getWaveform(name, { ...connection, points });
export const deleteSource = name => client.deleteSource(name, connection);
export const contentUrl = name => client.contentUrl(name, connection);
export const thumbnailUrl = (name, at, width) => client.thumbnailUrl(name, { ...connection, at, width });
export const uploadSource = (name, file, options) => client.uploadSource(name, file, { ...connection, ...options });
export const planExport = (config, signal) => client.planExport(config, { ...connection, signal });
export const submitExport = config => client.submitExport(config, connection);
export const watchExport = (id, options) => client.watchExport(id, { ...connection, ...options });
export const cancelExport = id => client.cancelExport(id, connection);
export const downloadUrl = status => client.downloadUrl(status, connection);
export const getReport = id => client.getReport(id, connection);
export const listExports = options => client.listExports({ ...connection, ...options });
export const getSession = () => client.getSession(connection);
export const openSession = apiKey => client.openSession({ ...connection, apiKey });
export const closeSession = () => client.closeSession(connection);

/** Whether an error means that the service does not know who asks. */
export const needsKey = error => error?.status === 401;
