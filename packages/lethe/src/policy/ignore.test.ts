import { expect, test } from 'vitest';
import { schemaText } from '../testing/schema-text.ts';
import { checkIgnore, unlessFound } from './ignore.ts';
import { problemList } from './problem.ts';

test('rows that go by what they mention are known again by a key', () => {
  const [jobs] = Object.values(schemaText('jobs: id, payload text').tables);
  if (jobs === undefined) throw new Error('no table');
  const problems = (primaryKey: typeof jobs.primaryKey): readonly string[] => {
    const { root, problems: found } = problemList();
    checkIgnore(unlessFound('of everybody', { mentionsLink: true }), { ...jobs, primaryKey }, root.field('ignore'));
    return found.map(({ path, found: is }) => `${path}: ${is}`);
  };
  expect(problems(jobs.primaryKey)).toEqual([]);
  expect(problems(null)).toEqual(['ignore.mentionsLink: app.jobs, which has none']);
});
