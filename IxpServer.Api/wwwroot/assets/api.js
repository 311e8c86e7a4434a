// The page speaks to the server through the runtime, as any other page would.
export const runtime = window.IXPRuntime;

export async function loadRegistry() {
  const [{ intents }, { components }] = await Promise.all([
    runtime.fetchData('/intents'),
    runtime.fetchData('/components'),
  ]);
  return { intents, components: new Map(components.map((component) => [component.name, component])) };
}

/** A server in trouble answers 503 with the same document: that is an answer too. */
export async function loadHealth() {
  const response = await fetch(new URL('../ixp/health', import.meta.url), { headers: { Accept: 'application/json' } });
  return response.json();
}
