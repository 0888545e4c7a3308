// The problems that arise on this side of the backend, in the backend's own form.

/** @import {Problem} from '../api' */

/** @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer */

/**
 * Makes an answer of a problem.
 * @param {Pick<Problem, 'status' | 'type' | 'title' | 'detail' | 'action' | 'hides_lead'>} problem
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
function answer(problem, headers = {}) {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(problem),
  };
}

/** The sender of a message is not one that may use the backend. */
export const refused = () => answer({
  type: 'urn:leadpatch:forbidden',
  title: 'Not allowed',
  status: 403,
  detail: 'Only Leadpatch itself may ask this.',
  hides_lead: true,
});

/** A message is not a request. */
export const malformed = () => answer({
  type: 'urn:leadpatch:bad-request',
  title: 'Not a request',
  status: 400,
  detail: 'Leadpatch does not understand this request. Reload the page and try again.',
  action: 'reload',
  hides_lead: true,
});

/** The program ended while it worked on a request: nobody knows what it has changed. */
export const restarted = () => answer({
  type: 'urn:leadpatch:restarted',
  title: 'Leadpatch had to restart',
  status: 503,
  detail: 'Leadpatch had to restart. Nothing you typed is lost; try again.',
  action: 'retry',
}, { 'leadpatch-redraw': 'menus badge' });

/** The browser has no WebAssembly. */
export const unsupported = () => answer({
  type: 'urn:leadpatch:backend',
  title: 'WebAssembly is turned off',
  status: 503,
  detail: 'This browser does not allow WebAssembly, which Leadpatch needs. A policy of your organization or a lockdown mode turns it off; ask your administrator.',
  action: 'retry',
});

/** The program did not start. */
export const failedToStart = () => answer({
  type: 'urn:leadpatch:backend',
  title: 'Leadpatch did not start',
  status: 503,
  detail: 'Leadpatch could not start. Try again; if it stays so, reload the extension.',
  action: 'retry',
});

/** The program refused the request itself, which it should never do. */
export const failed = () => answer({
  type: 'urn:leadpatch:backend',
  title: 'Something went wrong in Leadpatch',
  status: 500,
  detail: 'Leadpatch could not answer this request. Try again.',
  action: 'retry',
});
