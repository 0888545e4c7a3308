// What a problem of the backend means to the panel.

/** @import {Problem} from '../../api' */

/** @typedef {'retry' | 'reload' | 'sign_in' | 'add_account' | 'make_room'} NextStep what can be done about a problem, as a button */

/** Problems after which what was kept of a lead must not be shown either. */
const HIDES_LEAD = ['forbidden', 'other-organization', 'not-found', 'bad-request', 'plan-limit'];

/**
 * Reports whether a problem with reading a lead means that the user may not see it.
 * @param {Problem} problem
 */
export function hidesLead(problem) {
  return HIDES_LEAD.includes(problemKind(problem));
}

/**
 * Returns the word that ends a problem's type.
 * @param {Problem} problem
 */
export function problemKind(problem) {
  return problem.type.replace('urn:leadpatch:', '');
}

/**
 * Reports whether a problem means that nobody is signed in any more.
 * @param {Problem} problem
 */
export function isSignedOut(problem) {
  return ['signed-out', 'session-ended'].includes(problemKind(problem));
}

/**
 * Reports whether a lead belongs to an organization that nobody is signed in to.
 * @param {Problem} problem
 */
export function isForeign(problem) {
  return problemKind(problem) === 'other-organization';
}

/**
 * Returns the next step after a problem. What fails for the moment can be tried
 * again even where the backend did not say so.
 * @param {Problem} problem
 * @returns {NextStep | undefined}
 */
export function nextStep(problem) {
  const { action, status } = problem;
  if (problemKind(problem) === 'no-room') return 'make_room';
  if (action === 'sign_in' && isForeign(problem)) return 'add_account';
  if (action === 'retry' || action === 'reload' || action === 'sign_in') return action;
  return status === 429 || status === 503 ? 'retry' : undefined;
}

/**
 * Returns the seconds that Close wants to be left alone, zero where it did not say.
 * @param {Problem} problem
 */
export function waitOf(problem) {
  return problem.status === 429 ? Math.ceil(problem.retry_after ?? 0) : 0;
}
