import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Ajv2020 } from 'ajv/dist/2020.js';

// The schema is for people who write recipes by hand or with a program of their own. The
// extension itself does not read it: what it takes, wasm/recipe says. The same files are
// held against both.

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

const schema = read('extension/recipes.schema.json');
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const about = () => JSON.stringify(validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`));

test('the recipes to begin with are what the schema describes', () => {
  const starters = read('wasm/recipe/starters.json');
  assert.ok(validate(starters), about());
});

/** @type {{name: string, file: unknown, refused?: string, beyond_schema?: boolean}[]} */
const cases = read('wasm/recipe/testdata/files.json');

test('what the extension takes, the schema takes; what it refuses by its form, so does the schema', () => {
  assert.ok(cases.length > 50);
  for (const { name, file, refused, beyond_schema } of cases) {
    const good = validate(file);
    if (!beyond_schema) assert.equal(good, !refused, `${name}: ${about()}`);
  }
});
