// What a problem of the backend means to the panel.

/** @import {Problem} from '../../api' */

/** @typedef {'retry' | 'reload' | 'sign_in' | 'add_account' | 'make_room'} NextStep what can be done about a problem, as a button */

/** The steps that the panel has a button for. @type {NextStep[]} */
const STEPS = ['retry', 'reload', 'sign_in', 'add_account', 'make_room'];

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
 * Returns the next step after a problem, as the backend names it; undefined where it names
 * none, or one of a newer version.
 * @param {Problem} problem
 * @returns {NextStep | undefined}
 */
export const nextStep = ({ action }) => STEPS.find((step) => step === action);

/**
 * Returns the seconds that Close wants to be left alone, zero where it did not say.
 * @param {Problem} problem
 */
export function waitOf(problem) {
  return problem.status === 429 ? Math.ceil(problem.retry_after ?? 0) : 0;
}
