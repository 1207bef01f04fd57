// How long does a whole workspace of 500,000 rows take, against one hand-written DELETE … ON DELETE CASCADE?
// And how long does another session wait meanwhile?
import { bystander } from './bystander.ts';
import { deleteByCascade, deleteContactByContact } from './cascade.ts';
import type { databases } from './databases.ts';
import { deleteByLethe } from './lethe-run.ts';

const subject = 2;
const other = 3;

export async function workspaceQuestion(
  on: ReturnType<typeof databases>,
  { rounds, rowsPerWorkspace }: { rounds: number; rowsPerWorkspace: number },
): Promise<void> {
  for (const layout of ['clustered', 'scattered'] as const) {
    const template = await on.template({ workspaces: 3, rowsPerWorkspace, layout });
    const ratios: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const hand = await deleteByCascade(await on.copy(template, 'bench_cascade'), subject);
      const url = await on.copy(template, 'bench_lethe');
      const lethe = await deleteByLethe(url, subject);
      ratios.push(lethe.ms / hand.ms);
      const phases = Object.entries(lethe.phases)
        .map(([name, ms]) => `${name} ${Math.round(ms)}`)
        .join(', ');
      console.log(
        `${layout} ${round}: cascade ${Math.round(hand.ms)} ms, lethe ${Math.round(lethe.ms)} ms for ${lethe.rows} rows (${phases}); longest batch ${Math.round(lethe.longestBatchMs)} ms; RSS ${Math.round(lethe.rssMb)} MB`,
      );
    }
    const waits = await waitsDuring(await on.copy(template, 'bench_lethe'), (url) => deleteByLethe(url, subject));
    const cascadeWaits = await waitsDuring(await on.copy(template, 'bench_cascade'), (url) =>
      deleteByCascade(url, subject),
    );
    const loop = await deleteContactByContact(await on.copy(template, 'bench_loop'), subject, 5_000);
    const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
    console.log(`${layout}: lethe / cascade = ${median.toFixed(2)} (median of ${rounds})`);
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
