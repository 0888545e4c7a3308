export * from 'snabbdom';
