// The smallest extension that does the same job: reads the lead, and writes one
// field where it differs. No checks, no merge, no WebAssembly: the floor that
// Leadpatch is measured against.

chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  change(message).then(answer, (error) => answer({ error: String(error) }));
  return true;
});

/** @param {{url: string, key: string, field: string, value: string}} request */
async function change({ url, key, field, value }) {
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' };
  const lead = await (await fetch(url, { headers })).json();
  if (lead[field] === value) return lead;
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ [field]: value }) });
  return answer.json();
}
