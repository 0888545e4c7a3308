import js from '@eslint/js';
import globals from 'globals';

// Markup is built as nodes, never as text: a lead's values come from other
// people, and a string that becomes HTML is how their text becomes code here.
const message = 'Build nodes instead of markup from text.';
const markupFromText = [
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message })),
  ...['write', 'writeln'].map((property) => ({ object: 'document', property, message })),
];

export default [
  { ignores: ['node_modules/**', '**/*.d.ts'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: {
      'array-callback-return': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 420 }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-promise-executor-return': 'error',
      'no-restricted-properties': ['error', ...markupFromText],
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-unreachable-loop': 'error',
      'no-unused-expressions': 'error',
      'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js'],
    ignores: ['test/**', '**/*.test.js', '*.config.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.webextensions, Go: 'readonly' } },
  },
  {
    // Functions that run in a page find the page's own globals and the tests' node.
    files: ['test/**/*.js', '**/*.test.js', 'build/**/*.mjs', '*.config.js'],
    languageOptions: { globals: { ...globals.node, ...globals.browser, ...globals.webextensions } },
    rules: { 'no-console': 'off' },
  },
];
