import { expect, it } from 'vitest';
import { lifeIn } from '../../requests/life.fixture.ts';
import { states } from '../../requests/state.ts';
import { request as shape } from '../../wire/request.ts';
import { isCancellable, presentRequest } from './request.ts';

const recordIn = (state: (typeof states)[number]) => ({
  request: lifeIn(state).request,
  subject: 'workspace:7',
  name: null,
  runs: [],
  certificates: [],
  blockerMessages: {},
  policyChanged: [],
  version: '1',
});

it.each(states)('a request that is %s says what happens next, and is presented whole', (state) => {
  const presented = presentRequest(recordIn(state));
  expect(shape.strict().parse(presented)).toEqual(presented);
  expect(presented.next).toMatch(/^[A-Z].*\.$/);
  expect(presented.next).not.toMatch(/erase|purge|remove|terminate/i);
});

it('can be cancelled exactly until it has begun', () => {
  const cancellable = states.filter((state) => isCancellable(lifeIn(state).request));
  expect(cancellable).toEqual(['received', 'verifying', 'confirming', 'blocked', 'scheduled', 'held']);
});
