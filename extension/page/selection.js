// Runs inside a page, in whatever frame the user clicked. The browser takes the
// text of the function, so it can use nothing from outside itself.

/**
 * Returns the selected text as it is laid out, with its line breaks; empty when
 * nothing is selected. It is JSON: on its way out of the page the browser replaces
 * half a character, at which a selection may end, but leaves its escape alone.
 * @returns {string}
 */
export function readSelection() {
  // One more than the backend takes: it says that this is too long, and no page makes
  // the browser carry hundreds of megabytes for that.
  const most = 1_000_001;
  /** @param {string} text */
  const bounded = (text) => JSON.stringify(text.slice(0, most));
  const selected = String(globalThis.getSelection() ?? '');
  if (selected !== '') return bounded(selected);
  // A text control keeps its selection to itself.
  const control = document.activeElement;
  const readable = control instanceof HTMLTextAreaElement
    || (control instanceof HTMLInputElement && control.type !== 'password');
  if (!readable) return bounded('');
  return bounded(control.value.slice(control.selectionStart ?? 0, control.selectionEnd ?? 0));
}
