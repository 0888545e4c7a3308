// Runs before the first paint: a panel for one lead stands in a tab of its own and
// fills it; otherwise it is the popup, which has a size of its own.
document.documentElement.dataset.surface = new URLSearchParams(location.search).has('lead') ? 'tab' : 'popup';
