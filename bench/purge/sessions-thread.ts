import { parentPort, workerData } from 'node:worker_threads';
import { bystander } from '../bystander.ts';
import { readWriteLoad } from './load.ts';
import type { Beside, SessionTimes } from './sessions.ts';

const { url, subject, workspaces }: Beside & { url: string } = workerData;
if (parentPort === null) throw new Error('this is the thread of sessions.ts');
const port = parentPort;
const [other = 0] = workspaces;
const session = await bystander(url, { workspace: other, subject });
const load = await readWriteLoad(url, workspaces);
const take = (): SessionTimes => ({ waits: session.take(), load: load.take() });
port.on('message', async (said: string) => {
  if (said === 'take') {
    port.postMessage(take());
    return;
  }
  await Promise.all([session[Symbol.asyncDispose](), load[Symbol.asyncDispose]()]);
  port.close();
});
port.postMessage(take());
