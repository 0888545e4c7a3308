// Runs before the first paint: the side panel says so in its address; a panel for one lead,
// for the log or for the recipes stands in a tab of its own and fills it, unless it was
// opened over a page; otherwise it is the popup, which has a size of its own.

{
  const query = new URLSearchParams(location.search);
  const tab = ['lead', 'log', 'recipes', 'recipe'].some((name) => query.has(name)) && !query.has('popup');
  document.documentElement.dataset.surface = query.has('side') ? 'side' : tab ? 'tab' : 'popup';
}
