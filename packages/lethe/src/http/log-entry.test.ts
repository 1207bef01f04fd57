import { expect, it } from 'vitest';
import { loggedError, shownPath } from './log-entry.ts';

it('shows ids of ours in a path, and nothing else', () => {
  expect(shownPath('/v1/runs/:id/events', { id: 'run_01kb8n4x' })).toBe('/v1/runs/run_01kb8n4x/events');
  expect(shownPath('/v1/runs/:id', { id: 'erika@example.test' })).toBe('/v1/runs/[id]');
  expect(shownPath('/link/:token', { token: 'abc' })).toBe('/link/[token]');
  expect(shownPath('/v1/subjects/:subject', {})).toBe('/v1/subjects/[subject]');
});

it('says of a database error where it happened, and not the values it quotes', () => {
  const cause = Object.assign(new Error('duplicate key (erika@example.test)'), { severity: 'ERROR', code: '23505' });
  const logged = JSON.stringify(loggedError(new Error('storing failed', { cause })));
  expect(logged).toContain('storing failed');
  expect(logged).toContain('23505');
  expect(logged).not.toContain('erika');
});
