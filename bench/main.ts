// npm run bench: every question, or those named, each with its comparison in the same run. Data is kept between runs in .lethe/bench.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../packages/lethe/src/postgres/embedded.ts';
import { databases } from './databases.ts';
import { memoryQuestion } from './memory.ts';
import { purgeQuestion } from './purge/purge.ts';
import { queueQuestion } from './queue.ts';
import { schemaQuestion } from './schema.ts';
import { workspaceQuestion } from './workspace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string' },
    crowd: { type: 'string', default: '10000000' },
    patience: { type: 'string', default: '600' },
    part: { type: 'string' },
  },
});
await using server = await startEmbedded({
  dataDir: fileURLToPath(new URL('../.lethe/bench', import.meta.url)),
  settings: { shared_buffers: '1GB', max_wal_size: '8GB', checkpoint_timeout: '30min' },
});
const on = databases(server.url);
const rounds = Number(values.rounds);
const rowsOr = (usual: number): number => (values.rows === undefined ? usual : Number(values.rows));
const questions: Readonly<Record<string, () => Promise<void>>> = {
  workspace: () => workspaceQuestion(on, { rounds, rowsPerWorkspace: rowsOr(500_000) }),
  memory: () => memoryQuestion(on),
  schema: () => schemaQuestion(on),
  queue: () => queueQuestion(on, { rows: Number(values.crowd) }),
  purge: () =>
    purgeQuestion(on, {
      rows: rowsOr(10_000_000),
      rounds,
      patienceMs: Number(values.patience) * 1_000,
      part: values.part,
    }),
};
for (const name of positionals.length === 0 ? Object.keys(questions) : positionals) {
  const question = questions[name];
  if (question === undefined) throw new Error(`there is no question "${name}": ${Object.keys(questions).join(', ')}`);
  await question();
}
