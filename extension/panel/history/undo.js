// What taking entries of the log back would do, and then what it has done, one after the
// other in the table of any review.

import { h } from '../../vendor/snabbdom/index.js';
import { diffTable, exactRequests, ownerOf as ownerName, shown } from '../apply/diff.js';
import { isSeveral } from '../session/accounts.js';
import { icon } from '../ui/icons.js';
import { keyOf } from '../values/field-keys.js';
import { firstAndMore, plural } from '../values/format.js';
import { fieldFor, leadOf, ownerOf, whatOf } from './outcomes.js';
import { undoable } from './state.js';

/** @import {Applied, Entry, Preview, Problem, UndoResult} from '../../api' */
/** @import {VNode} from '../../vendor/snabbdom/index.js' */
/** @import {Actions} from '../app/actions.js' */
/** @import {State} from '../app/state.js' */
/** @import {Undoing} from './state.js' */

/**
 * @param {State} state
 * @param {Undoing} undoing
 * @param {Actions} act
 * @returns {VNode}
 */
export function undoPage(state, undoing, act) {
  const { results, done } = undoing;
  return h('div.page', { key: 'undo' }, [
    h('h2.section', { key: 'title', attrs: { id: 'undo-title', tabindex: '-1' } }, done ? 'Undone' : 'Review the undo'),
    h('p.lead-in', { key: 'sum' }, done ? sumDone(results) : sumPreview(undoing)),
    ...results.map((result) => section(state, result, act)),
  ]);
}

/** @param {Undoing} undoing */
function sumPreview(undoing) {
  const can = undoable(undoing).length;
  const all = undoing.results.length;
  if (can === 0) return 'Nothing would be sent.';
  return can === all ? 'Nothing has been sent yet. Close will have these values again:' : `${can} of ${all} can be undone. Nothing has been sent yet.`;
}

/** @param {UndoResult[]} results */
function sumDone(results) {
  const done = results.filter((result) => result.applied && !result.applied.waiting && !result.applied.stopped).length;
  return `${done} of ${plural(results.length, 'change')} ${done === 1 ? 'is' : 'are'} as before.`;
}

/**
 * @param {State} state
 * @param {UndoResult} result
 * @param {Actions} act
 */
function section(state, result, act) {
  const entry = state.history.entries?.find(({ id }) => id === result.entry);
  const id = `undo-of-${result.entry}`;
  const lead = entry ? leadOf(state, entry) : result.preview?.lead.name ?? 'a lead';
  return h('section.undo-of', { key: id, attrs: { 'aria-labelledby': id } }, [
    h('h3.undo-of-name', { attrs: { id } }, [
      entry ? whatOf(entry) : 'A change', ' ', h('span.undo-of-lead', ['on ', lead, isSeveral(state) && entry ? ` in ${entry.organization.name}` : '']),
    ]),
    ...(result.problem ? [failed(result.problem)] : []),
    ...(result.preview ? preview(state, entry, result.preview, act) : []),
    ...(result.applied ? [applied(result.applied)] : []),
  ]);
}

/** @param {Problem} problem */
function failed({ detail, conflicts = [] }) {
  const names = conflicts.length > 0 ? ` ${firstAndMore(conflicts.map(({ label }) => label))}.` : '';
  return h('p.undo-note.is-bad', { key: 'problem' }, [icon('warning'), h('span', detail + names)]);
}

/** @param {Applied} done */
function applied({ changes, waiting, stopped, ignored }) {
  const names = firstAndMore(changes.map(({ label }) => label));
  if (waiting) return h('p.undo-note', { key: 'waits' }, [icon('clock'), h('span', `${waiting.detail} It goes out by itself.`)]);
  if (stopped || ignored.length > 0) {
    const first = changes.length > 0 ? `As before: ${names}. ` : '';
    return h('p.undo-note.is-bad', { key: 'part' }, [icon('warning'), h('span', `${first}${stopped?.detail ?? 'Close did not accept the rest.'}`)]);
  }
  const text = changes.length > 0 ? `As before: ${names}.` : 'Nothing had to be undone: Close already has the values from before.';
  return h('p.undo-note.is-good', { key: 'done' }, [icon('check'), h('span', text)]);
}

/**
 * @param {State} state
 * @param {Entry | undefined} entry
 * @param {Preview} found
 * @param {Actions} act
 * @returns {(VNode | null)[]}
 */
function preview(state, entry, { lead, changes, unchanged, conflicts, errors, requests }, act) {
  const about = entry ?? { lead, organization: state.view?.organization ?? { id: '', name: '' } };
  const words = {
    field: (/** @type {{ target?: string, field: string }} */ row) => fieldFor(state, about, row),
    owner: (/** @type {{ target?: string, field: string }} */ row) => ownerOf(state, row),
  };
  return [
    conflicts.length === 0 ? null : h('div.undo-note.is-theirs', { key: 'conflicts' }, [icon('moved'), h('div', [
      h('p', 'This is not undone: somebody has changed it since. Change it by hand if you still want to.'),
      h('ul', conflicts.map((one) => h('li', { key: keyOf(one) }, [
        ownerName(words.owner(one)), h('b', one.label), ': now ', ...shown(words.field(one), one.theirs),
      ]))),
    ])]),
    errors.length === 0 ? null : h('ul.undo-note.is-bad', { key: 'errors' }, errors.map((one) => h('li', { key: keyOf(one) }, [
      icon('warning'), h('span', [h('b', one.label), ': ', one.detail]),
    ]))),
    changes.length > 0 && conflicts.length === 0 ? diffTable(`Undo on ${lead.name}`, changes, words) : null,
    unchanged.length === 0 ? null : h('ul.unchanged', { key: 'unchanged' }, unchanged.map((one) =>
      h('li', { key: keyOf(one) }, [ownerName(words.owner(one)), h('b', one.label), ': ', one.detail]))),
    ...(conflicts.length === 0 ? exactRequests(requests, act) : []),
  ];
}
