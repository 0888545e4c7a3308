// Runs inside a page. The browser takes the text of the function, so it can use
// nothing from outside itself.

/** @import {MicrodataItem, PageContext} from '../api' */

/**
 * Collects what a page says about itself in a form made for machines, and what is
 * selected: a PageContext as JSON. It changes nothing in the page, follows no link
 * and never throws. What it takes is bounded, because the page may be anybody's.
 *
 * It is JSON because the browser would replace half a character, at which a selection
 * may end, on its way out of the page, but leaves its escape alone. A form with fields
 * of such names hides "querySelectorAll" and the like of the document and of itself,
 * so that all of these are taken from where they are defined.
 * @returns {string}
 */
export function readPage() {
  const most = {
    jsonld: 1_000_000, script: 200_000, selection: 100_000, around: 5000, rest: 500_000,
    links: 200, meta: 200, items: 100, depth: 8, elements: 20_000, title: 1000, text: 2000, address: 20_000,
  };
  let truncated = false;

  /**
   * @template T
   * @param {() => T} run
   * @param {T} otherwise
   */
  const attempt = (run, otherwise) => {
    try {
      return run();
    } catch {
      return otherwise;
    }
  };
  /** @param {string} name @returns {any} */
  const ofDocument = (name) => Object.getOwnPropertyDescriptor(Document.prototype, name)?.get?.call(document);
  /** @param {string} selector @returns {Element[]} */
  const all = (selector) => Array.from(Document.prototype.querySelectorAll.call(document, selector));
  /** @param {Element} element @param {string} name */
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name);
  /** @param {Node} node @returns {string} */
  const textOf = (node) => Object.getOwnPropertyDescriptor(Node.prototype, 'textContent')?.get?.call(node) ?? '';
  /** @param {Element} element @returns {Element[]} */
  const childrenOf = (element) => Array.from(Object.getOwnPropertyDescriptor(Element.prototype, 'children')?.get?.call(element) ?? []);
  /** The length of a text in the message to the backend, in bytes. @param {string} text */
  const size = (text) => new TextEncoder().encode(JSON.stringify(text)).length;
  /** @param {string | null | undefined} text @param {number} [length] */
  const short = (text, length = most.text) => (text ?? '').slice(0, 4 * length).replace(/\s+/g, ' ').trim().slice(0, length);
  /** @param {string} address */
  const absolute = (address) => attempt(() => new URL(address, String(ofDocument('baseURI') ?? location.href)).href.slice(0, most.text), '');

  // The room for meta elements, links and microdata together.
  let room = most.rest;
  /** Whether there is room for some texts, which is then taken. @param {string[]} texts */
  const fits = (...texts) => {
    const needed = texts.reduce((sum, text) => sum + size(text), 40);
    if (needed > room) {
      truncated = true;
      return false;
    }
    room -= needed;
    return true;
  };

  const selectionOf = () => {
    const selection = globalThis.getSelection();
    const selected = String(selection ?? '');
    if (selected !== '') {
      const block = 'p, li, td, th, dd, dt, address, blockquote, pre, figure, article, section, div, main, body';
      const at = selection?.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : null;
      const element = at instanceof Element ? at : at?.parentElement;
      const around = element ? Element.prototype.closest.call(element, block) : null;
      return { selected, around: around ? textOf(around).slice(0, 4 * most.around) : '' };
    }
    // A text control keeps its selection to itself.
    const control = ofDocument('activeElement');
    const readable = control instanceof HTMLTextAreaElement
      || (control instanceof HTMLInputElement && control.type !== 'password');
    if (!readable) return { selected: '', around: '' };
    return { selected: control.value.slice(control.selectionStart ?? 0, control.selectionEnd ?? 0), around: control.value };
  };

  const metaOf = () => {
    // Only these; others hold what is nobody's business, such as tokens of a session.
    const wanted = /^(og:|business:|profile:|geo\.|article:author$|twitter:(title|description)$|(description|author|application-name|apple-mobile-web-app-title)$)/i;
    const found = [];
    for (const element of all('meta[content]')) {
      const name = attribute(element, 'property') ?? attribute(element, 'name') ?? '';
      if (!wanted.test(name)) continue;
      if (found.length === most.meta) {
        truncated = true;
        break;
      }
      const one = { name: short(name, 100), content: (attribute(element, 'content') ?? '').slice(0, most.text) };
      if (fits(one.name, one.content)) found.push(one);
    }
    return found;
  };

  const jsonldOf = () => {
    /** @type {string[]} */
    const found = [];
    let total = 0;
    for (const element of all('script[type^="application/ld+json" i]')) {
      const text = textOf(element);
      const needed = text.length > most.script ? Infinity : size(text);
      if (needed > most.script || total + needed > most.jsonld) {
        truncated = true;
        continue;
      }
      total += needed;
      if (text.trim() !== '') found.push(text);
    }
    return found;
  };

  const linksOf = () => {
    const found = [];
    for (const element of all('a[href], area[href]')) {
      const url = (attribute(element, 'href') ?? '').trim();
      if (!/^(mailto|tel|callto|sms):/i.test(url)) continue;
      if (found.length === most.links) {
        truncated = true;
        break;
      }
      const one = { url: url.slice(0, most.text), text: short(textOf(element) || attribute(element, 'aria-label'), 200) };
      if (fits(one.url, one.text)) found.push(one);
    }
    return found;
  };

  /** The value of a property that is no item, as microdata defines it. @param {Element} element */
  const valueOf = (element) => {
    const tag = element.localName;
    const content = attribute(element, 'content');
    if (content !== null) return content.slice(0, most.text);
    /** @type {Record<string, string>} */
    const address = { a: 'href', area: 'href', link: 'href', img: 'src', audio: 'src', embed: 'src', iframe: 'src', source: 'src', video: 'src', object: 'data' };
    const from = Object.hasOwn(address, tag) ? attribute(element, /** @type {string} */ (address[tag])) : null;
    if (from !== null) return absolute(from);
    if (tag === 'data' || tag === 'meter') return short(attribute(element, 'value'));
    if (tag === 'time') return short(attribute(element, 'datetime') ?? textOf(element));
    // An address is written on several lines.
    return textOf(element).slice(0, 4 * most.text).replace(/[^\S\n]+/g, ' ').replace(/ ?\n\s*/g, '\n').trim().slice(0, most.text);
  };

  const microdataOf = () => {
    /** @type {MicrodataItem[]} */
    const found = [];
    let items = 0;
    let visited = 0;
    /** @param {Element} element @param {MicrodataItem} item */
    const parts = (element, item, depth = 0) => {
      const referred = (attribute(element, 'itemref') ?? '').split(/\s+/, 10).filter(Boolean)
        .map((id) => Document.prototype.getElementById.call(document, id));
      return [...childrenOf(element), ...referred.filter((each) => each !== null)].reverse().map((each) => ({ each, item, depth }));
    };
    /** @param {Element} element @returns {MicrodataItem} */
    const begin = (element) => {
      items += 1;
      return { type: short(attribute(element, 'itemtype'), 300), props: [] };
    };
    for (const top of all('[itemscope]:not([itemprop])')) {
      if (items >= most.items) {
        truncated = true;
        break;
      }
      const item = begin(top);
      found.push(item);
      const open = parts(top, item);
      // A loop and not a recursion: a page may nest its elements as deeply as it likes.
      for (let next = open.pop(); next; next = open.pop()) {
        visited += 1;
        if (visited > most.elements) {
          truncated = true;
          break;
        }
        const { each, item: holder, depth } = next;
        const names = (attribute(each, 'itemprop') ?? '').split(/\s+/, 5).filter(Boolean).map((name) => name.slice(0, 100));
        const scope = attribute(each, 'itemscope') !== null;
        if (scope && names.length === 0) continue;
        if (!scope) {
          const value = names.length > 0 ? valueOf(each) : '';
          for (const name of names) if (fits(name, value)) holder.props.push({ name, value });
          open.push(...parts(each, holder, depth));
        } else if (depth + 1 < most.depth && items < most.items) {
          const inner = begin(each);
          for (const name of names) if (fits(name, inner.type)) holder.props.push({ name, item: inner });
          open.push(...parts(each, inner, depth + 1));
        } else {
          truncated = true;
        }
      }
    }
    return found;
  };

  const { selected, around } = attempt(selectionOf, { selected: '', around: '' });
  const jsonld = attempt(jsonldOf, []);
  const microdata = attempt(microdataOf, []);
  const links = attempt(linksOf, []);
  const meta = attempt(metaOf, []);
  /** @type {Record<keyof PageContext, unknown>} */
  const context = {
    url: String(location.href).slice(0, most.address),
    title: attempt(() => String(ofDocument('title') ?? '').slice(0, most.title), ''),
    language: attempt(() => short(attribute(ofDocument('documentElement'), 'lang'), 35), ''),
    canonical: attempt(() => all('link[rel~="canonical" i][href]').slice(0, 1).map((each) => absolute(attribute(each, 'href') ?? '')).join(''), ''),
    content_type: attempt(() => String(ofDocument('contentType') ?? ''), ''),
    selection: selected.slice(0, most.selection),
    around: around.trim().slice(0, most.around),
    meta,
    jsonld,
    microdata,
    links,
    truncated: truncated || selected.length > most.selection,
  };
  return JSON.stringify(context);
}
