// Runs inside a page. The browser takes the text of the function, so it can use
// nothing from outside itself.

/**
 * Shows what came of a request that was made outside the panel, in a corner of the
 * page, in place of any older notice. It takes no focus, and goes by Escape, by its
 * button, or when there was time to read it and nobody points at it.
 *
 * It lives in a closed shadow root, in the browser's top layer, with styles that
 * a page's content security policy has no say in. The page can neither read what it
 * holds nor press its buttons: a click that no person made counts for nothing.
 * @param {string} kind "saved", "unchanged", "waiting", "ask" or "error"
 * @param {string} text
 * @param {string} undo the name by which the background takes the change back; empty
 *   for a notice without the button
 * @returns {boolean} true, for the browser does not say whether a function has failed
 */
export function showNotice(kind, text, undo) {
  // By a symbol: a page can put its elements under any name that is text.
  const KEY = Symbol.for('leadpatch notice');
  const scope = /** @type {Record<symbol, { close(): void } | undefined>} */ (/** @type {unknown} */ (globalThis));
  scope[KEY]?.close();

  const sign = { saved: '✓', unchanged: '–', waiting: '…', ask: '?' }[kind] ?? '!';
  const css = `
    :host { color-scheme: light dark; }
    * { box-sizing: border-box; }
    .card {
      --ink: #1c2024; --paper: #ffffff; --line: #8b929a; --mark: #57606a;
      display: flex; gap: 10px; align-items: flex-start;
      max-width: min(380px, calc(100vw - 32px));
      padding: 12px; border: 1px solid var(--line); border-radius: 6px;
      background: var(--paper); color: var(--ink);
      box-shadow: 0 6px 24px rgb(0 0 0 / 25%);
      font: 13px/1.4 system-ui, sans-serif; text-align: start; overflow-wrap: anywhere;
    }
    .card.empty { opacity: 0; }
    .saved { --mark: #1a7f37; }
    .error { --mark: #b42318; }
    @media (prefers-color-scheme: dark) {
      .card { --ink: #eceef0; --paper: #23272b; --line: #7c858e; --mark: #a8b0b8; }
      .saved { --mark: #56d364; }
      .error { --mark: #ff8577; }
    }
    .sign {
      flex: none; width: 20px; height: 20px; border: 2px solid var(--mark); border-radius: 50%;
      color: var(--mark); font-weight: 700; line-height: 16px; text-align: center;
    }
    .text { flex: 1; min-width: 0; padding-top: 1px; white-space: pre-line; }
    .name { display: block; font-weight: 600; }
    button {
      flex: none; min-width: 28px; height: 28px; margin: -4px; padding: 0;
      border: 1px solid transparent; border-radius: 6px; background: none; color: inherit;
      font: 18px/1 system-ui, sans-serif; cursor: pointer;
    }
    button:hover { border-color: var(--line); }
    .undo { margin: -4px 0; padding: 0 10px; border-color: var(--line); font-size: 13px; font-weight: 600; }
    .undo:hover { border-color: currentColor; }
    .undo:disabled { opacity: 0.7; cursor: default; }
    button:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; }
    @media (forced-colors: active) {
      .card, button { border-color: CanvasText; }
      .sign { border-color: CanvasText; color: CanvasText; }
    }
  `;

  const place = document.createElement('leadpatch-notice');
  // The page's own rules must neither hide nor move the place: properties set
  // from here with this weight win over every style sheet of the page.
  const rules = {
    all: 'initial', display: 'block', position: 'fixed', inset: '16px 16px auto auto', width: 'auto', height: 'auto',
    margin: '0', padding: '0', border: '0', background: 'none', overflow: 'visible', 'z-index': '2147483647',
  };
  for (const [property, value] of Object.entries(rules)) place.style.setProperty(property, value, 'important');

  const root = place.attachShadow({ mode: 'closed' });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Older Firefox does not let a function in a page hand over a style sheet of
    // its own making. There, a style element of an extension passes any policy.
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {string} [className]
   * @param {string} [content]
   */
  const element = (tag, className = '', content = '') => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = content;
    return made;
  };
  const card = element('div', `card empty ${kind}`);
  card.lang = 'en';
  const mark = element('span', 'sign', sign);
  mark.setAttribute('aria-hidden', 'true');
  const words = element('div', 'text');
  const name = element('span', 'name', 'Leadpatch');
  const said = element('span');
  const dismiss = element('button', '', '×');
  dismiss.setAttribute('type', 'button');
  dismiss.setAttribute('aria-label', 'Dismiss');
  words.setAttribute('role', 'status');
  words.append(name, said);
  const back = element('button', 'undo', 'Undo');
  back.setAttribute('type', 'button');
  card.append(mark, words, ...(undo ? [back] : []), dismiss);
  root.append(card);
  document.documentElement.append(place);
  if ('popover' in place) {
    place.popover = 'manual';
    place.showPopover();
  }

  /** Time to find the notice, to read it and to think about it, in milliseconds. */
  const reading = Math.max(6000, 2000 + 60 * text.length) + (undo ? 6000 : 0);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {EventTarget | null} */
  let before = null;
  const close = () => {
    clearTimeout(timer);
    clearTimeout(appearing);
    window.removeEventListener('keydown', escape, true);
    const focused = card.matches(':focus-within');
    place.remove();
    if (focused && before instanceof HTMLElement) before.focus();
    if (scope[KEY] === handle) delete scope[KEY];
  };
  const handle = { close };
  /** @param {KeyboardEvent} event */
  const escape = (event) => {
    if (event.key === 'Escape' && event.isTrusted) close();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(close, reading);
  };
  const stay = () => clearTimeout(timer);
  const leave = () => {
    if (!card.matches(':hover, :focus-within')) wait();
  };
  scope[KEY] = handle;
  window.addEventListener('keydown', escape, true);
  dismiss.addEventListener('click', close);
  back.addEventListener('click', (event) => {
    if (!event.isTrusted) return;
    // What comes of it is the next notice, in place of this one.
    stay();
    back.disabled = true;
    back.textContent = 'Undoing…';
    // Only this name: under "browser" a page may have an element.
    Promise.resolve(chrome.runtime.sendMessage({ kind: 'notice-undo', token: undo })).catch(wait);
  });
  card.addEventListener('pointerenter', stay);
  card.addEventListener('focusin', (event) => {
    before = event.relatedTarget;
    stay();
  });
  card.addEventListener('pointerleave', leave);
  card.addEventListener('focusout', () => setTimeout(leave));

  // A screen reader announces what changes in a region that it already knows, so
  // the words follow a moment after the region; also where the pointer rests, which
  // only keeps them from going.
  const appearing = setTimeout(() => {
    said.textContent = text;
    card.classList.remove('empty');
    leave();
  }, 100);
  return true;
}
