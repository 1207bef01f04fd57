import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFinal, stateFacts, states } from './state.ts';

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');

describe('README.md', () => {
  it('draws the transitions of the table, in its order', () => {
    const drawn = [...readme.matchAll(/^ {2}(\S+) --> (\S+)$/gm)].map(([, from, to]) => `${from} → ${to}`);
    const arrows = states.flatMap((from) => stateFacts[from].leadsTo.map((to) => `${from} → ${to}`));
    const ends = states.filter(isFinal).map((state) => `${state} → [*]`);
    expect(drawn).toEqual(['[*] → received', ...arrows, ...ends]);
  });

  it('says of each state what it waits on', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, state, waitsOn]) => [state, waitsOn]);
    expect(rows).toEqual(states.map((state) => [state, stateFacts[state].waitsOn]));
  });
});
