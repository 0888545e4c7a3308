// Runs before the first paint: a panel for one lead, or for the log, stands in a tab of its
// own and fills it; otherwise it is the popup, which has a size of its own.
{
  const query = new URLSearchParams(location.search);
  document.documentElement.dataset.surface = query.has('lead') || query.has('log') ? 'tab' : 'popup';
}
