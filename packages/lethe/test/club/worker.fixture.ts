// A worker of its own process, to be killed: takes up the jobs it is given and what they wake, and ticks.
import { openLethe } from '../../src/service/lethe.ts';
import { openLife } from '../../src/service/life/life.ts';
import { clubConfig, type WorkerOrder, wokenIds } from './club-case.ts';

const order: WorkerOrder = JSON.parse(process.argv[2] ?? '');
const { signal } = new AbortController();
const woken = wokenIds(order.jobs);

await using opened = await openLethe({
  config: clubConfig,
  databaseUrl: order.url,
  env: order.env,
  cwd: order.dataDir,
});
await using life = await openLife({ ...opened, wakes: woken.wakes });
for (let round = 0; round < 3; round += 1) {
  if (round > 0 || order.jobs.length === 0) await life.tick();
  await woken.each(async (queue, id) => {
    if (queue === 'notice') await life.worker.onNotice(id, signal);
    if (queue === 'request') await life.worker.onRequest(id);
  });
}
