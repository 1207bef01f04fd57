// How long does a whole workspace of 500,000 rows take, against one hand-written DELETE … ON DELETE CASCADE?
// And how long does another session wait meanwhile?
import { bystander } from './bystander.ts';
import { deleteByCascade, deleteContactByContact } from './cascade.ts';
import { ratioToCascade } from './compare.ts';
import type { Databases } from './databases.ts';
import { deleteByLethe } from './lethe-run.ts';

const subject = 2;
const other = 3;

export async function workspaceQuestion(
  on: Databases,
  { rounds, rowsPerWorkspace }: { rounds: number; rowsPerWorkspace: number },
): Promise<void> {
  for (const layout of ['clustered', 'scattered'] as const) {
    const template = await on.template({ workspaces: 3, rowsPerWorkspace, layout });
    const { run, withPlan } = await ratioToCascade(on, { template, subject, rounds, title: layout });
    const waits = await waitsDuring(await on.copy(template, 'bench_lethe'), (url) => deleteByLethe(url, subject));
    const cascadeWaits = await waitsDuring(await on.copy(template, 'bench_cascade'), (url) =>
      deleteByCascade(url, subject),
    );
    const loop = await deleteContactByContact(await on.copy(template, 'bench_loop'), subject, 5_000);
    console.log(
      `${layout}: run / cascade = ${run.toFixed(2)}, with its plan ${withPlan.toFixed(2)} (medians of ${rounds})`,
    );
    console.log(
      `${layout}: longest wait of another session ${waits.toFixed(0)} ms with lethe, ${cascadeWaits.toFixed(0)} ms with the cascade`,
    );
    console.log(`${layout}: contact by contact ${Math.round(loop.rowsPerSecond)} rows/s`);
  }
}

async function waitsDuring(url: string, body: (url: string) => Promise<unknown>): Promise<number> {
  await using session = await bystander(url, { workspace: other, subject });
  await body(url);
  return session.take().longestMs;
}
