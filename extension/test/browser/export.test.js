import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../harness/until.js';
import { browserTests } from '../harness/world.js';

const inChromium = browserTests();

test(
  'the log is saved to files that hold what was changed',
  inChromium(async ({ seed, chromium, panelInTab }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'leadpatch-saved-'));
    try {
      const client = await chromium.browser.target().createCDPSession();
      await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
      const panel = await panelInTab();
      const text = 'Widgets, “gadgets” & more;\nin two lines.';
      await panel.paste('description', text);
      await panel.applyByKeys();
      await panel.says(/^1 change saved/);
      await panel.openLog();
      await panel.click('Export, settings');
      /**
       * Saves the log, and returns the file's name and text once it is whole.
       * @param {string} button
       * @param {RegExp} name
       */
      const saved = async (button, name) => {
        await panel.click(button);
        const file = await until(async () => (await readdir(folder)).find((each) => name.test(each)), `a file like ${name}`);
        return readFile(path.join(folder, file), 'utf8');
      };

      const [entry, ...others] = JSON.parse(await saved('Export as JSON', /^leadpatch-history-\d{4}-\d\d-\d\d\.json$/));
      assert.deepEqual(others, []);
      assert.equal(entry.state, 'applied');
      assert.equal(entry.lead.id, seed.lead);
      assert.deepEqual(entry.changes.map((/** @type {any} */ { label, now, after }) => [label, now, after]), [['Description', 'Makes widgets.', text]]);

      const csv = await saved('Export as CSV', /^leadpatch-history-\d{4}-\d\d-\d\d\.csv$/);
      assert.match(csv, /^entry,at,state,/);
      // Line ends are those of RFC 4180 throughout.
      assert.ok(csv.includes(`,Description,Makes widgets.,"${text.replace('\n', '\r\n')}",`), csv);
      assert.ok(!csv.includes(seed.key));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }),
);
