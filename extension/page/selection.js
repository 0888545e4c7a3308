// Runs inside a page, in whatever frame the user clicked. The browser takes the
// text of the function, so it can use nothing from outside itself.

/**
 * Gives the selected text as it is laid out, with its line breaks; empty when
 * nothing is selected. It is JSON: on its way out of the page the browser replaces
 * half a character, at which a selection may end, but leaves its escape alone.
 * @returns {string}
 */
export function readSelection() {
  const selected = String(globalThis.getSelection() ?? '');
  if (selected !== '') return JSON.stringify(selected);
  // A text control keeps its selection to itself.
  const control = document.activeElement;
  const readable = control instanceof HTMLTextAreaElement
    || (control instanceof HTMLInputElement && control.type !== 'password');
  if (!readable) return JSON.stringify('');
  return JSON.stringify(control.value.slice(control.selectionStart ?? 0, control.selectionEnd ?? 0));
}
