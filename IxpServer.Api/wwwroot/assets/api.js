// The page speaks to the server through the runtime, as any other page would.
import { parseExact } from './exact.js';

export const runtime = window.IXPRuntime;

export async function loadRegistry() {
  const [{ intents }, { components }] = await Promise.all([
    // What stands in examples and defaults is sent as it is spelled there.
    runtime.fetchData('/intents', { parse: parseExact }),
    runtime.fetchData('/components'),
  ]);
  return { intents, components: new Map(components.map((component) => [component.name, component])) };
}

/** A server in trouble answers 503 with the same document: that is an answer too. */
export async function loadHealth() {
  const response = await fetch(new URL('../ixp/health', import.meta.url), { headers: { Accept: 'application/json' } });
  return response.json();
}
