// The request of an apply. It carries an idempotency key of its own, and the same one until
// its answer is there: whatever happens on the way, it takes effect once. Pure, except for
// newIntent.

import { toEdits } from '../lead/edits.js';
import { isStep, toSteps } from '../lead/note.js';
import { problemKind } from '../services/problems.js';
import { keyOf } from '../values/field-keys.js';

/** @import {EditsRequest, Field, Problem} from '../../api' */
/** @import {Asked} from '../services/storage.js' */
/** @import {Drafts} from '../values/draft.js' */

/** After a day the user is asked again, and nothing is sent by itself. */
const LASTS = 24 * 60 * 60 * 1000;

/** The problems after which nobody knows how far the backend has come with a request. */
const NO_ANSWER = ['restarted', 'backend', 'unsure'];

/** Makes an idempotency key: 24 letters, digits, "-" and "_". */
export function newIntent() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Returns the request for these edits: the one that waits for its answer where it is the
 * same, else a new one.
 * @param {Asked | null} before
 * @param {Asked['body']} body
 * @param {() => string} make
 * @param {number} now
 * @returns {Asked}
 */
export function askedFor(before, body, make, now) {
  const same = before !== null && JSON.stringify(before.body) === JSON.stringify(body);
  return same ? before : { intent: make(), body, at: now };
}

/**
 * Returns the drafts that a request was made of and that have not been changed since.
 * @param {Drafts} drafts
 * @param {Field[]} fields
 * @param {EditsRequest} body
 * @returns {Drafts}
 */
export function draftsOf(drafts, fields, body) {
  const asked = new Map(body.edits.map((edit) => [keyOf(edit), JSON.stringify(edit)]));
  const same = toEdits(drafts, fields).filter((edit) => asked.get(keyOf(edit)) === JSON.stringify(edit)).map(keyOf);
  const steps = JSON.stringify(toSteps(drafts)) === JSON.stringify(body.steps ?? []);
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => (isStep(key) ? steps : same.includes(key))));
}

/**
 * Reports whether a request that a closed panel has left without an answer is sent again:
 * it is recent, and the user has not changed a word of it since.
 * @param {Asked} asked
 * @param {Drafts} drafts
 * @param {Field[]} fields
 * @param {number} now
 */
export function isStillWanted(asked, drafts, fields, now) {
  const same = Object.keys(draftsOf(drafts, fields, asked.body)).length;
  return now - asked.at <= LASTS && same > 0 && same === asked.body.edits.length + (asked.body.steps?.length ?? 0);
}

/**
 * Reports whether a problem tells what became of a request, so that the next try is a new
 * one.
 * @param {Problem} problem
 */
export const isAnswer = (problem) => !NO_ANSWER.includes(problemKind(problem));
