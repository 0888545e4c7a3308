// Where the panel shows a problem: over everything, in the status line, or by asking to sign
// in. Pure, as app/state.js is.

import { isSignedOut, nextStep, waitOf } from '../services/problems.js';
import { showSignedOut } from './state.js';

/** @import {Problem} from '../../api' */
/** @import {State} from '../app/state.js' */

/**
 * Shows why something failed: over everything where there is no lead to show,
 * else in the status line, with the next step as a button.
 * @param {State} before
 * @param {Problem} problem
 * @returns {State}
 */
export function showProblem(before, problem) {
  const state = { ...before, wait: waitOf(problem) };
  if (isSignedOut(problem)) return showSignedOut(state, problem);
  const reading = state.work === 'lead' || state.work === '';
  if (!state.view || (reading && problem.hides_lead)) {
    return { ...state, screen: 'problem', problem, view: null, ended: false, outcome: null };
  }
  return { ...state, outcome: { tone: 'error', text: problem.detail, action: nextStep(problem) } };
}

/**
 * Puts a problem into the status line.
 * @param {State} state
 * @param {Problem} problem
 * @returns {State}
 */
export function say(state, problem) {
  const step = nextStep(problem);
  const action = step === 'sign_in' || step === 'retry' ? step : undefined;
  return { ...state, outcome: { tone: 'error', text: problem.detail, action } };
}
