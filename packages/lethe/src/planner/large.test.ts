import { expect, test } from 'vitest';
import { ask, codes, keep, spine } from './ask.fixture.ts';

test('spine tables that all hang from each other are a finding, however many circles they make', () => {
  const names = Array.from({ length: 14 }, (_, at) => `s${at}`);
  const tables = names.map((name) =>
    [`${name}: id, w! -> workspaces`, ...names.filter((to) => to !== name).map((to) => `${to}_id! -> ${to}`)].join(
      ', ',
    ),
  );
  const plan = ask(['workspaces: id', ...tables, 'bills: id, s0_id! -> s0'].join('\n'), {
    rules: { ...Object.fromEntries([...names, 'workspaces'].map((name) => [name, spine])), bills: keep },
  });
  for (const name of names) expect(codes(plan)).toContain(`SPINE_UNDECIDED ${name}`);
});
