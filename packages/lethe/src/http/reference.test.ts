import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { httpReference } from './reference.ts';
import { routes } from './routes.ts';

it('docs/reference/http.md is what the routes say; else run node scripts/generate-http-reference.ts', () => {
  const page = readFileSync(new URL('../../../../docs/reference/http.md', import.meta.url), 'utf8');
  expect(page).toBe(httpReference());
});

it('every operation has a name and an address of its own', () => {
  const names = routes.map(({ operation }) => operation);
  expect(new Set(names).size).toBe(names.length);
  const addresses = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(addresses).size).toBe(addresses.length);
});

it('approving and placing holds take a key with a scope of their own', () => {
  const scopeOf = (operation: string): unknown => routes.find((route) => route.operation === operation)?.may;
  expect(scopeOf('approvePlan')).toEqual({ who: 'callers', person: false, scope: 'plan:approve' });
  expect(scopeOf('placeHold')).toEqual({ who: 'callers', person: false, scope: 'hold:write' });
});
