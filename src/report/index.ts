/** Reports: an executed notebook as one page that needs no connection. */
export { ReportError } from './errors.js';
export { type Report, type ReportOptions, writeReport } from './write-report.js';
