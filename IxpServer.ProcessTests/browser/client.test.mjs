import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import openapi, { astToString } from 'openapi-typescript';

const { IXP_BASE_URL: base, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;
const here = import.meta.dirname;

// Below node_modules, where the compiler and node find the client's library and git looks at nothing.
const work = join(here, 'node_modules', '.cache', 'typed-client');

test('a client that is generated from the OpenAPI document does what the API can', { skip: !password && 'ADMIN_PASSWORD is not set' }, async () => {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await copyFile(join(here, 'client', 'program.ts'), join(work, 'program.ts'));
  await writeFile(join(work, 'api.d.ts'), astToString(await openapi(new URL('/openapi/v1.json', base))));
  await writeFile(join(work, 'package.json'), '{"type":"module"}');
  const options = '--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --target es2022 --module esnext --moduleResolution bundler';
  const compiler = join(here, 'node_modules', '.bin', 'tsc');
  await promisify(execFile)(compiler, [...options.split(' '), 'program.ts'], { cwd: work }).catch((fault) => assert.fail(fault.stdout));

  const { run } = await import(join(work, 'program.js'));
  const { name, csv, refused, ...rest } = await run(base, email, password);
  assert.match(csv, new RegExp(`^id,.*\r\n.*${name}.*\r\n`, 's'));
  assert.equal(refused[0].path.at(-1), 'city');
  assert.deepEqual(rest, {
    role: 'admin',
    change: 'active',
    examples: [{ city: 'Lisbon' }],
    stale: 'PRECONDITION_FAILED',
    deprecated: 'active',
    component: 'object',
    versions: [`${name}@1.0.0 deprecated`],
    updated: '"2"',
    context: { id: 'c-18' },
    props: { city: 'Lisbon', theme: 'dark' },
    batch: [200, 404],
    batchProps: { moduleUrl: '/components/weather-card.js', exportName: 'WeatherCard', props: { city: 'Oslo' } },
    cities: ['Oslo', 'Lisbon'],
    pages: 2,
    count: 3,
    rowOfKey: name,
    forbidden: 'FORBIDDEN',
    gone: [204, 204, 200, 200],
    missing: 'INTENT_NOT_SUPPORTED',
  });
});
