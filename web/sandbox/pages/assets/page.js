// The page of the sandbox. It reads from its address which lead to show, as a
// single-page application does: a click on an internal link only pushes a new
// address. All data goes into the page as text, never as markup.

// How often a page in front asks whether its lead has changed, in milliseconds.
const REFRESH = 1000;

const main = document.getElementById('main');

// What is shown now: the path, and the data as JSON text, so that an unchanged
// lead leaves the page alone and with it whatever the reader has selected.
let shown = { path: '', text: '' };

function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function link(href, text, internal) {
  const node = element('a', '', text);
  node.href = href;
  if (internal) node.dataset.internal = '';
  else node.rel = 'noreferrer';
  return node;
}

// webLink makes a link of an http address and leaves any other text a text, so that
// a lead whose URL is a script runs nothing.
function webLink(text) {
  return /^https?:\/\//i.test(text) ? link(text, text, false) : text;
}

function section(title, ...children) {
  return element('section', '', element('h2', '', title), ...children);
}

function nothing(text) {
  return element('p', 'muted', text);
}

function bidi(text) {
  const node = element('span', '', text);
  node.dir = 'auto';
  return node;
}

function list(items, make) {
  return element('ul', '', ...items.map((item) => element('li', '', ...make(item))));
}

// written is a value as a person writes it. Only moments need it: the API has them
// in UTC. Numbers keep the digits that they have.
function written(type, value) {
  const moment = type === 'datetime' ? new Date(value) : NaN;
  return Number.isNaN(Number(moment)) ? value : localMoment(moment);
}

function localMoment(moment) {
  return moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function values(row) {
  const nodes = row.values.map((value) => bidi(written(row.type, value)));
  return nodes.length === 1 ? nodes : [element('span', 'chips', ...nodes)];
}

function aboutSection(lead) {
  const terms = element('dl', '');
  const add = (label, ...nodes) => terms.append(element('dt', '', label), element('dd', '', ...nodes));
  add('URL', lead.url ? webLink(lead.url) : '—');
  if (lead.addresses.length === 0) add('Address', '—');
  for (const line of lead.addresses) add('Address', bidi(line));
  if (/^https?:\/\/[^/]+/.test(lead.url)) {
    const origin = lead.url.match(/^https?:\/\/[^/?#]+/)[0];
    add('More', link(`${origin}/about`, `About ${lead.name}`, false));
  }
  return section('About', terms);
}

function descriptionSection(lead) {
  const text = lead.description ? element('p', 'scroll', lead.description) : nothing('No description');
  text.id = 'description';
  text.dir = 'auto';
  if (lead.description) text.tabIndex = 0;
  return section('Description', text);
}

function customSection(lead) {
  if (lead.custom.length === 0) return section('Custom fields', nothing('Nothing set'));
  const terms = element('dl', '');
  for (const row of lead.custom) {
    terms.append(element('dt', '', bidi(row.label)), element('dd', '', ...values(row)));
  }
  return section('Custom fields', terms);
}

function contactsSection(lead) {
  if (lead.contacts.length === 0) return section('Contacts', nothing('No contacts'));
  return section('Contacts', list(lead.contacts, (person) => {
    const nodes = [element('div', '', element('strong', '', bidi(person.name || 'Untitled')))];
    if (person.title) nodes.push(element('div', 'muted', bidi(person.title)));
    nodes.push(...person.ways.map((way) => element('div', '', way)));
    return nodes;
  }));
}

function showLead(lead) {
  document.title = `${lead.name} – Leads`;
  const heading = element('h1', '', lead.name);
  heading.dir = 'auto';
  const head = element('div', 'head', heading,
    element('span', 'status', lead.status || 'No status'),
    element('span', 'muted updated', `Updated ${localMoment(new Date(lead.updated))} by ${lead.updated_by}`));
  const left = element('div', '', descriptionSection(lead), customSection(lead));
  const right = element('div', '', aboutSection(lead), contactsSection(lead));
  if (lead.opportunities.length) right.append(section('Opportunities', list(lead.opportunities, (text) => [text])));
  if (lead.tasks.length) right.append(section('Tasks', list(lead.tasks, (text) => [text])));
  main.replaceChildren(head, element('div', 'columns', left, right));
  showPager(lead);
}

function showPager(lead) {
  document.getElementById('organization').textContent = lead.organization;
  document.getElementById('position').textContent = `${lead.position} of ${lead.count}`;
  for (const [id, neighbour] of [['previous', lead.previous], ['next', lead.next]]) {
    const node = document.getElementById(id);
    if (neighbour) node.href = `/lead/${neighbour}/`;
    else node.removeAttribute('href');
  }
  document.getElementById('pager').hidden = false;
}

function indexSection(title, leads) {
  const rows = list(leads, (lead) => {
    const name = link(`/lead/${lead.id}/`, lead.name, true);
    name.dir = 'auto';
    return [name, element('span', 'muted', lead.status)];
  });
  rows.className = 'list';
  return section(title, rows);
}

function showIndex(index) {
  document.title = 'Leads';
  document.getElementById('organization').textContent = index.organization;
  document.getElementById('pager').hidden = true;
  main.replaceChildren(element('div', 'head', element('h1', '', 'Leads')), element('div', 'stack',
    indexSection(`${index.leads.length} leads`, index.leads),
    ...index.others.map((other) => indexSection(`${other.leads.length} leads of ${other.organization}`, other.leads))));
}

function showProblem(title, text) {
  document.title = title;
  document.getElementById('pager').hidden = true;
  main.replaceChildren(element('div', 'head', element('h1', '', title)), section('What now', element('p', '', text),
    element('p', '', link('/leads/', 'See all leads', true))));
}

// wanted is the id in an address such as /lead/lead_…/ or /leads/lead_…/activity,
// or '' where the address names none.
function wanted(path) {
  const match = path.match(/^\/leads?\/(lead_[^/]*)/);
  return match ? decodeURIComponent(match[1]) : '';
}

async function refresh() {
  const path = location.pathname;
  const id = wanted(path);
  let answer;
  let text;
  try {
    answer = await fetch(id ? `/_sandbox/view/${encodeURIComponent(id)}` : '/_sandbox/view');
    text = await answer.text();
  } catch {
    // The sandbox is gone or restarting. What stands here stays; the next round asks again.
    return;
  }
  if (path !== location.pathname || (path === shown.path && text === shown.text)) return;
  shown = { path, text };
  if (answer.status === 404) showProblem('Lead not found', 'This lead does not exist in the sandbox.');
  else if (!answer.ok) showProblem('Something went wrong', `The sandbox answered ${answer.status}.`);
  else if (id) showLead(JSON.parse(text));
  else showIndex(JSON.parse(text));
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('a[data-internal][href]') : null;
  if (!target || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, '', target.href);
  scrollTo(0, 0);
  refresh();
});

addEventListener('popstate', refresh);
setInterval(() => { if (!document.hidden) refresh(); }, REFRESH);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
refresh();
