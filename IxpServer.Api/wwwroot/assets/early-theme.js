// Before the first paint, so that a chosen theme does not flash up as the other one.
document.documentElement.dataset.theme = localStorage.getItem('ixp-theme') ?? 'system';
