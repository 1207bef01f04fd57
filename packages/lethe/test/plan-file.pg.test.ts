import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { parseSubject } from '../src/planner/subject.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { readPlanFile, writePlanFile } from '../src/service/plan-file.ts';
import { shopTemplate } from './shop/database.ts';
import { shopCase } from './shop/shop-case.ts';

const admin = { url: inject('postgresUrl') };
const template = await shopTemplate({ customers: 20, visits: 20 });

test('a plan file whose rows were edited is refused, like one whose steps or digest were', async () => {
  await using given = await shopCase({ admin, template });
  const { plan } = await makePlan(given.lethe, parseSubject(given.subject));
  const file = join(given.dataDir, 'plan.json');
  await writePlanFile(file, plan);
  const text = await readFile(file, 'utf8');
  expect((await readPlanFile(file)).digest).toBe(plan.digest);
  const edits: Readonly<Record<string, string>> = {
    'rows of a step': text.replace(/"rows": (\d{2,}),\n(\s+)"why"/u, '"rows": 1,\n$2"why"'),
    'rows of all': text.replace(`"rows": ${plan.rows}`, '"rows": 1'),
    'the digest': text.replace(plan.digest, 'a'.repeat(64)),
    'a step': text.replace('"kind": "delete"', '"kind": "detach"'),
  };
  for (const [what, edited] of Object.entries(edits)) {
    expect(edited, what).not.toBe(text);
    await writeFile(file, edited);
    await expect(readPlanFile(file), what).rejects.toMatchObject({ code: 'PLAN_INVALID' });
  }
});
