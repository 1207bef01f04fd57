import { describe, expect, it } from 'vitest';
import { type Claim, overlapOf } from './overlap.ts';
import type { DayRange } from './request.ts';

const path = (text: string): [string, ...string[]] => {
  const [first = '', ...rest] = text.split(' ');
  return [first, ...rest];
};
const target = (text: string, range: DayRange | null = null) => ({ path: path(text), range });
const claim = (request: string, started: boolean, ...targets: Claim['targets'][number][]): Claim => ({
  request,
  started,
  targets,
});
const january = { from: '2026-01-01', to: '2026-01-31' };
const mid = { from: '2026-01-10', to: '2026-01-12' };
const late = { from: '2026-01-31', to: '2026-02-02' };
const march = { from: '2026-03-01', to: '2026-03-01' };

const account = target('account:1');
const workspace = target('account:1 workspace:2');
const contact = target('account:1 workspace:2 contact:3');
const source = (range: DayRange | null) => target('workspace:2 source:5', range);

describe('two requests over the same rows', () => {
  it.each([
    ['a contact is absorbed by its running workspace', contact, workspace, 'absorbed'],
    ['a contact is absorbed by its running account', contact, account, 'absorbed'],
    ['a subject is absorbed by a running deletion of itself', contact, contact, 'absorbed'],
    ['an account waits behind its running contact', account, contact, 'wait'],
    ['a contact runs beside another', contact, target('account:1 workspace:2 contact:4'), 'run'],
    ['a workspace runs beside one whose name begins the same', workspace, target('account:1 workspace:22'), 'run'],
    ['some days are absorbed by the whole source', source(mid), source(null), 'absorbed'],
    ['some days are absorbed by more days', source(mid), source(january), 'absorbed'],
    ['days that share one day wait', source(late), source(january), 'wait'],
    ['days that share none run', source(march), source(january), 'run'],
    ['the whole source waits behind some days', source(null), source(mid), 'wait'],
    [
      'what hangs from a source waits behind some of its days',
      target('workspace:2 source:5 event:1'),
      source(mid),
      'wait',
    ],
  ])('%s', (_, mine, other, is) => {
    expect(overlapOf(claim('req_2', false, mine), [claim('req_1', true, other)]).is).toBe(is);
  });

  it('waits for nobody who may still cancel, and absorbs the narrower', () => {
    const others = [
      claim('req_3', false, contact),
      claim('req_1', false, account),
      claim('req_4', false, target('account:9')),
    ];
    expect(overlapOf(claim('req_2', false, workspace), others)).toEqual({ is: 'run', absorbs: ['req_3'] });
  });

  it('is absorbed only when all of its targets are, and prefers that to waiting', () => {
    const two = claim('req_2', false, contact, target('account:1 workspace:9'));
    expect(overlapOf(two, [claim('req_1', true, workspace)])).toEqual({ is: 'wait', behind: 'req_1' });
    expect(overlapOf(two, [claim('req_1', true, workspace), claim('req_0', true, account)])).toEqual({
      is: 'absorbed',
      by: 'req_0',
    });
  });

  it('does not see itself, and answers the same in any order', () => {
    const mine = claim('req_5', false, workspace);
    const others = [claim('req_5', true, workspace), claim('req_7', true, contact), claim('req_6', true, contact)];
    expect(overlapOf(mine, others)).toEqual({ is: 'wait', behind: 'req_6' });
    expect(overlapOf(mine, others.toReversed())).toEqual({ is: 'wait', behind: 'req_6' });
  });
});
