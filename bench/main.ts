// npm run bench: every question, each with its comparison in the same run. Data is kept between runs in .lethe/bench.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../packages/lethe/src/postgres/embedded.ts';
import { databases } from './databases.ts';
import { workspaceQuestion } from './workspace.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, rows: { type: 'string', default: '500000' } },
});
await using server = await startEmbedded({
  dataDir: fileURLToPath(new URL('../.lethe/bench', import.meta.url)),
  settings: { shared_buffers: '1GB', max_wal_size: '8GB', checkpoint_timeout: '30min' },
});
const on = databases(server.url);
await workspaceQuestion(on, { rounds: Number(values.rounds), rowsPerWorkspace: Number(values.rows) });
