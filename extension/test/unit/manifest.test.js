import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configSource } from '../../build/config.mjs';
import { deriveManifest } from '../../build/manifest.mjs';
import { readSettings } from '../../build/settings.mjs';

const source = readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8');

/** @param {string[]} args */
const derive = (...args) => deriveManifest(source, readSettings(args, ['browser']));

/**
 * Returns the sources that a manifest's policy allows a directive.
 * @param {Record<string, any>} manifest
 * @param {string} directive
 */
function policy(manifest, directive) {
  const found = manifest.content_security_policy.extension_pages.split('; ')
    .find((/** @type {string} */ part) => part.startsWith(`${directive} `));
  return found.split(' ').slice(1);
}

/** What the extension may do in a browser. */
const permissions = {
  chrome: ['activeTab', 'alarms', 'contextMenus', 'notifications', 'scripting', 'sidePanel'],
  firefox: ['activeTab', 'alarms', 'contextMenus', 'notifications', 'scripting'],
};

for (const [browser, allowed] of Object.entries(permissions)) {
  test(`production ${browser} may do no more than this`, () => {
    const manifest = derive('--browser', browser);
    assert.deepEqual(manifest.permissions, allowed);
    assert.deepEqual(manifest.host_permissions, ['https://api.close.com/*', 'https://app.close.com/*']);
    assert.deepEqual(policy(manifest, 'default-src'), ["'none'"]);
    assert.deepEqual(policy(manifest, 'script-src'), ["'self'", "'wasm-unsafe-eval'"]);
    assert.deepEqual(policy(manifest, 'connect-src'), ["'self'", 'https://api.close.com']);
    for (const key of ['web_accessible_resources', 'content_scripts', 'externally_connectable', 'optional_host_permissions', 'only']) {
      assert.ok(!(key in manifest), key);
    }
    assert.doesNotMatch(JSON.stringify(manifest), /[{]\w+[}]|\s'?;/);
  });
}

test('each browser gets its own background', () => {
  const chromium = derive('--browser', 'chrome');
  assert.deepEqual(chromium.background, { service_worker: 'background.js', type: 'module' });
  assert.ok(!('browser_specific_settings' in chromium));
  const firefox = derive('--browser', 'firefox');
  assert.deepEqual(firefox.background, { scripts: ['background.js'], type: 'module' });
  assert.ok(!('minimum_chrome_version' in firefox));
  assert.match(firefox.browser_specific_settings.gecko.id, /@/);
});

test('each browser gets the side panel in its own words, closed at first', () => {
  const chromium = derive('--browser', 'chrome');
  assert.deepEqual(chromium.side_panel, { default_path: 'panel/panel.html?side' });
  assert.ok(!('sidebar_action' in chromium));
  const firefox = derive('--browser', 'firefox');
  assert.equal(firefox.sidebar_action.default_panel, 'panel/panel.html?side');
  assert.equal(firefox.sidebar_action.open_at_install, false);
  assert.ok(!('side_panel' in firefox));
});

test('no more shortcuts are suggested than Chrome takes, each another, and all have a name', () => {
  const { commands } = derive('--browser', 'chrome');
  const keys = Object.values(commands).flatMap(({ suggested_key }) => suggested_key?.default ?? []);
  assert.ok(keys.length <= 4);
  assert.equal(new Set(keys).size, keys.length);
  for (const key of keys) assert.match(key, /^Alt[+]Shift[+][A-Z0-9]$/);
  for (const [name, { description }] of Object.entries(commands)) assert.ok(name === '_execute_action' || description, name);
  assert.deepEqual(derive('--browser', 'firefox').commands, commands);
});

test('a development build talks to the servers given and to no others', () => {
  const servers = ['--api', 'http://127.0.0.1:8787', '--app', 'http://localhost:8788/', '--broker', 'https://broker.example'];
  const chromium = derive('--browser', 'chrome', ...servers);
  assert.deepEqual(chromium.host_permissions, ['http://127.0.0.1:8787/*', 'http://localhost:8788/*']);
  assert.deepEqual(policy(chromium, 'connect-src'), ["'self'", 'http://127.0.0.1:8787', 'https://broker.example']);
  const firefox = derive('--browser', 'firefox', ...servers);
  assert.deepEqual(firefox.host_permissions, ['http://127.0.0.1/*', 'http://localhost/*']);
  assert.deepEqual(policy(firefox, 'connect-src'), policy(chromium, 'connect-src'));
  assert.doesNotMatch(JSON.stringify(chromium), /close\.com/);
});

test('a build with a token broker may also open the sign-in window', () => {
  for (const [browser, without] of Object.entries(permissions)) {
    const manifest = derive('--browser', browser, '--broker', 'https://broker.example');
    assert.deepEqual(manifest.permissions, [...without, 'identity'].sort());
    assert.deepEqual(manifest.host_permissions, ['https://api.close.com/*', 'https://app.close.com/*']);
  }
});

test('both browsers give the extension the ids that the broker lists', () => {
  const { key } = derive('--browser', 'chrome');
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');
  const id = [...hash.slice(0, 32)].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
  assert.equal(id, 'hcfljhcjaapbomaffommbpcopldogjej');
  assert.equal(derive('--browser', 'firefox').browser_specific_settings.gecko.id, '@leadpatch');
  assert.ok(!('key' in derive('--browser', 'firefox')));
});

test('one server for both is asked for once', () => {
  const manifest = derive('--browser', 'firefox', '--api', 'http://127.0.0.1:1', '--app', 'http://127.0.0.1:2');
  assert.deepEqual(manifest.host_permissions, ['http://127.0.0.1/*']);
});

/** @type {[string[], RegExp][]} */
const refused = [
  [['--browser', 'safari'], /chrome or firefox/],
  [['--api', 'http://api.example.com'], /https/],
  [['--api', 'https://api.example.com/v1'], /without a path/],
  [['--api', 'https://user:pass@api.example.com'], /password/],
  [['--api', 'https://api.example.com?'], /without a path/],
  [['--api', 'https://*.example.com'], /a name or an IPv4 address/],
  [['--api', "https://api.example.com; script-src *"], /not the address/],
  [['--api', "https://api.example.com;script-src"], /a name or an IPv4 address/],
  [['--app', 'javascript:alert(1)'], /without a path|https|name/],
  [['--broker', 'broker'], /not the address/],
  [['--api', 'http://[::1]:80'], /IPv4/],
  [['--version', '1.0.0-beta'], /numbers/],
  [['--version', '1.2.3.4.5'], /numbers/],
  [['--version', '1.70000'], /numbers/],
  [['--version', '01.2'], /numbers/],
  [['--version', ''], /missing/],
  [['--color', 'red'], /--color/],
];

for (const [args, why] of refused) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(() => readSettings(['--browser', 'chrome', '--version', '1.0', ...args], ['browser', 'version']), why);
  });
}

test('the configuration in the sources is that of the production build', async () => {
  const made = await import(`data:text/javascript,${encodeURIComponent(configSource(readSettings(['--version', '0.1.0'], ['version'])))}`);
  const { config } = await import('../../config.js');
  assert.deepEqual(made.config, config);
});
