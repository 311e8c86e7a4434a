// The look that the sample components have in common. Colours come from the theme that the runtime applies
// (`--ixp-…`); without one the fallbacks follow the host page's colour scheme.
export const base = `
:host {
  --ink: var(--ixp-text-primary, light-dark(#14211b, #e8efeb));
  --muted: var(--ixp-text-secondary, light-dark(#52615a, #a3b1aa));
  --surface: var(--ixp-background-surface, light-dark(#fff, #17201c));
  --canvas: var(--ixp-background-default, light-dark(#f3f5f1, #0f1613));
  --line: var(--ixp-border-default, light-dark(#d9dfd9, #2b3832));
  --edge: var(--ixp-border-strong, light-dark(#84918a, #63736b));
  --accent: var(--ixp-accent, light-dark(#0b7a5b, #7bd0b0));
  --on-accent: var(--ixp-on-accent, light-dark(#fff, #0f1613));
  --sun: var(--ixp-secondary-400, #fbb424);
  --warm: var(--ixp-warm, light-dark(#a34f09, #fcc84d));
  --danger: var(--ixp-status-error, light-dark(#b3261e, #ff8a80));
  --tint: color-mix(in oklab, var(--accent) 10%, var(--surface));
  display: block;
  container-type: inline-size;
  color: var(--ink);
  font: 400 1rem/1.5 var(--ixp-font-sans, system-ui, sans-serif);
  text-align: start;
}
*, *::before, *::after { box-sizing: border-box; }
.card {
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 16px;
  padding: clamp(1rem, 4cqi, 1.75rem);
  overflow: hidden;
}
h2, h3, p, ul, ol, dl, dd, figure, fieldset, table { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-inline-size: 0; }
h2 { font-size: clamp(1.25rem, 5cqi, 1.6rem); line-height: 1.15; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h3 { font-size: 1rem; line-height: 1.3; font-weight: 650; }
.muted { color: var(--muted); }
.small { font-size: 0.875rem; }
.num { font-variant-numeric: tabular-nums; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.between { justify-content: space-between; }
.stack { display: grid; gap: 1rem; }
.chip {
  display: inline-flex; align-items: center; gap: 0.35em;
  padding: 0.1rem 0.6rem; border-radius: 999px; border: 1px solid var(--line);
  font-size: 0.8125rem; font-weight: 500; color: var(--muted); white-space: nowrap;
}
.icon { inline-size: 1.25em; block-size: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
button, input, select { font: inherit; color: inherit; }
button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem;
  min-block-size: 2.75rem; padding: 0.4rem 1.15rem; border-radius: 999px;
  border: 1px solid var(--edge); background: transparent; font-weight: 600; cursor: pointer;
}
button:hover { background: var(--tint); border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover { background: color-mix(in oklab, var(--accent) 86%, var(--ink)); }
button:disabled { opacity: 0.5; cursor: not-allowed; }
input[type='text'], input[type='email'] {
  inline-size: 100%; min-block-size: 2.75rem; padding: 0.5rem 0.8rem;
  border: 1px solid var(--edge); border-radius: 8px; background: var(--surface);
}
input[type='checkbox'], input[type='radio'] { inline-size: 1.15rem; block-size: 1.15rem; accent-color: var(--accent); flex: none; margin: 0; }
input[type='range'] { inline-size: 100%; accent-color: var(--accent); block-size: 1.75rem; margin: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.empty { padding: 2.5rem 1rem; text-align: center; color: var(--muted); border: 1px dashed var(--edge); border-radius: 12px; }
.empty h3 { color: var(--ink); margin-block-end: 0.25rem; }
h2 + p { margin-block-start: 0.35rem; }
.note { font-size: 0.8125rem; color: var(--muted); margin-block-start: 0.75rem; }
@media (prefers-reduced-motion: no-preference) {
  button, .moves { transition: background-color 0.15s, border-color 0.15s, transform 0.15s; }
}
@media (forced-colors: active) { .card, .chip { border-color: CanvasText; } }
`;
