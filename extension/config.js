// The servers that this build may talk to. This is the production build's file;
// build/config.mjs writes another in its place for development.

export const config = {
  /** Where requests to Close go. */
  api: 'https://api.close.com',
  /** Where the pages of Close are. */
  app: 'https://app.close.com',
  /** The token broker; empty for none. */
  broker: '',
  version: '0.1.0',
};
