// A program against the types that are generated from the OpenAPI document: it compiles only where they say what the server takes
// and gives. client.test.mjs compiles it, runs it, and looks at what it returns.
import createClient, { type FetchResponse } from 'openapi-fetch';
import type { components, paths } from './api';

type Intent = components['schemas']['IntentBody'];

/** The answer's data; a refusal is thrown in its own words. */
function data<T extends Record<string | number, any>, O, M extends `${string}/${string}`>(
  answer: FetchResponse<T, O, M>,
): NonNullable<FetchResponse<T, O, M>['data']> {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.url} ${answer.response.status}: ${JSON.stringify(answer.error)}`);
  }

  return answer.data!;
}

export async function run(baseUrl: string, email: string, password: string) {
  const api = createClient<paths, 'application/json'>({ baseUrl });
  const { accessToken, user } = data(await api.POST('/api/auth/login', { body: { email, password } }));
  const admin = createClient<paths, 'application/json'>({ baseUrl, headers: { Authorization: `Bearer ${accessToken}` } });

  // Publish a component and an intent, read them, change the intent under the tag that it was read with, delete both.
  const name = `typed_${Date.now()}`;
  const version = '1.0.0';
  data(
    await admin.POST('/api/registry/components', {
      body: {
        name,
        version,
        framework: 'vanilla',
        remoteUrl: '/components/weather-card.js',
        exportName: 'WeatherCard',
        allowedOrigins: ['*'],
        propsSchema: { type: 'object', properties: { city: { type: 'string' } } },
        securityPolicy: { allowEval: false, sandboxed: true, maxBundleSize: '50KB' },
      },
    }),
  );
  const intent: Intent = {
    name,
    version,
    description: 'Published by a typed client',
    component: name,
    parameters: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
    examples: [{ city: 'Lisbon' }],
  };
  const published = data(await admin.POST('/api/registry/intents', { body: intent }));
  const key = { path: { name, version } };
  const read = await admin.GET('/api/registry/intents/{name}/{version}', { params: key });
  const tag = read.response.headers.get('ETag') ?? '';
  const setStatus = (body: components['schemas']['StatusBody'], ifMatch: string) =>
    admin.PUT('/api/registry/intents/{name}/{version}/status', { params: { ...key, header: { 'If-Match': ifMatch } }, body });
  const old = { status: 'deprecated', message: 'Only a test', replacement: 'show_weather' };
  const stale = await setStatus(old, '"0"');
  const deprecated = data(await setStatus(old, tag));
  const component = data(await api.GET('/ixp/components/{name}', { params: { path: { name } } }));
  const versions = data(
    await admin.GET('/api/registry/intents', { params: { query: { name, status: 'deprecated', limit: 1 } } }),
  );

  // A session of nobody's, and renders in it: one that is answered, two of a batch, one that is refused.
  const session = data(await api.POST('/api/sessions', { body: { context: { cart: { id: 'c-17' } } } }));
  const token = { 'X-Session-Token': session.token ?? '' };
  const update = await api.PUT('/api/sessions/{id}', {
    params: { path: { id: session.id }, header: { ...token, 'If-Match': `"${session.version}"` } },
    body: { context: { cart: { id: 'c-18' } } },
  });
  const found = data(await api.GET('/api/sessions/{id}', { params: { path: { id: session.id }, header: token } }));
  const render = data(
    await admin.POST('/ixp/render', { body: { intent: { name, parameters: { city: 'Lisbon' } }, options: { theme: 'dark' } } }),
  );
  const batch = data(
    await admin.POST('/ixp/render/batch', {
      body: { requests: [{ intent: { name, parameters: { city: 'Oslo' } } }, { intent: { name: 'nowhere' } }] },
    }),
  );
  const refused = await admin.POST('/ixp/render', { body: { intent: { name } } });

  // A list, walked page by page once the rows are there: they are written after the answers.
  const logs = { query: { intent: name } };
  while (data(await admin.GET('/api/intent-logs', { params: logs })).items.length < 3) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const cities: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined; ; ) {
    const page = data(
      await admin.GET('/api/intent-logs', { params: { query: { ...logs.query, success: true, limit: 1, ...(cursor && { cursor }) } } }),
    );
    cities.push(...page.items.map((row) => (JSON.parse(row.query) as { city: string }).city));
    pages += 1;
    cursor = page.pagination.nextCursor ?? undefined;
    if (cursor === undefined) {
      break;
    }
  }

  const statistics = data(await admin.GET('/api/intent-logs/stats', { params: logs }));
  const csv = data(
    await admin.GET('/api/intent-logs/export', { params: { query: { ...logs.query, format: 'csv' } }, parseAs: 'text' }),
  );

  // A key for a program, which may read and nothing else.
  const made = data(await admin.POST('/api/keys', { body: { name: 'typed client', scopes: ['read'] } }));
  const program = createClient<paths, 'application/json'>({ baseUrl, headers: { 'X-API-Key': made.key ?? '' } });
  const keys = data(await program.GET('/api/intent-logs', { params: { query: { intent: name, limit: 1 } } }));
  const forbidden = await program.DELETE('/api/sessions/{id}', { params: { path: { id: session.id } } });

  const gone = [
    await admin.DELETE('/api/keys/{id}', { params: { path: { id: made.id } } }),
    await api.DELETE('/api/sessions/{id}', { params: { path: { id: session.id }, header: token } }),
    await setStatus({ status: 'deleted' }, `"${deprecated.revision}"`),
    await admin.PUT('/api/registry/components/{name}/{version}/status', { params: key, body: { status: 'deleted' } }),
  ].map((answer) => answer.response.status);
  const missing = await api.GET('/ixp/intents/{name}', { params: { path: { name } } });

  return {
    name,
    role: user.role,
    change: published.changes[0]?.to,
    examples: data(read).definition?.['examples'],
    stale: stale.error?.error.code,
    deprecated: deprecated.changes[0]?.from,
    component: component.propsSchema['type'],
    versions: versions.items.map((one) => `${one.name}@${one.version} ${one.status}`),
    updated: update.response.headers.get('ETag'),
    context: found.context?.['cart'],
    props: render.record.props,
    batch: batch.results.map((one) => one.status),
    batchProps: batch.results[0]?.body['record'],
    refused: refused.error?.error.details?.['validationErrors'],
    cities,
    pages,
    count: statistics.intents[0]?.count,
    csv,
    rowOfKey: keys.items[0]?.intent,
    forbidden: forbidden.error?.error.code,
    gone,
    missing: missing.error?.error.code,
  };
}
