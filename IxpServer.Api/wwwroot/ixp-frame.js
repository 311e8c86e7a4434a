// Runs inside the sandboxed frame: takes one component from the page around it and shows it.
// Everything that comes in is from the parent; everything that goes out is size, state and notifications.
const runtime = window.IXPRuntime;

const look = new CSSStyleSheet();
look.replaceSync(
  ':root { color-scheme: light dark; background: transparent; } body { margin: 0; } #stage { display: flow-root; }',
);
document.adoptedStyleSheets = [look];
const stage = document.body.appendChild(document.createElement('div'));
stage.id = 'stage';

addEventListener('message', start);
parent.postMessage({ type: 'ixp-frame-ready' }, '*');

function start({ source, origin, data, ports: [port] }) {
  if (source !== parent || data?.type !== 'ixp-frame-init' || !port) return;
  removeEventListener('message', start);
  // Keeps the frame as high as its content. The stage is measured, not the page, so that it can shrink as well.
  new ResizeObserver(() =>
    port.postMessage({ type: 'resize', height: Math.ceil(stage.getBoundingClientRect().height) }),
  ).observe(stage);
  show(data, origin, port).then(
    () => port.postMessage({ type: 'mounted' }),
    ({ code = 'COMPONENT_FAILED', message }) => port.postMessage({ type: 'failed', code, message }),
  );
}

async function show({ apiBase, record, ids, theme, context }, origin, port) {
  await runtime.initialize({
    apiBase,
    context: { ...context, ...ids },
    config: { theme },
    theme,
    // A page without an origin of its own cannot be addressed: its components then cannot notify it.
    ...(origin !== 'null' && { targetOrigin: origin }),
  });
  if (theme) scheme(theme);
  const handle = await runtime.mount(
    { record: { ...record, moduleUrl: record.url }, component: record.component },
    stage,
    { sandboxed: false, intentId: ids.intentId },
  );
  port.onmessage = ({ data }) => {
    if (data.type === 'update') handle.update(data.props);
    if (data.type === 'theme') scheme(runtime.applyTheme(data.theme));
    if (data.type === 'context')
      runtime
        .initialize({ context: data.context, theme: null })
        .then(() => runtime.emit('context-updated', runtime.getContext()));
  };
}

/** The frame stays transparent only while its colour scheme is that of the frame element. */
function scheme({ mode }) {
  document.documentElement.style.colorScheme = mode;
}
