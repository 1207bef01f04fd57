// npm run strangers [-- --cases FOLDER] [NAME…]: deletes one customer in databases that nobody has described, with what
// lethe init proposes, and says how many ended clean. What a case is: packages/lethe/test/strangers/README.md
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ownCluster } from '../packages/lethe/src/testing/cluster.ts';
import { type Tried, tryCase } from '../packages/lethe/test/strangers/try-case.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: {
      type: 'string',
      default: fileURLToPath(new URL('../packages/lethe/test/strangers/cases', import.meta.url)),
    },
    postgres: { type: 'string', default: '18' },
  },
});
const found = (await readdir(values.cases)).sort();
const names = positionals.length === 0 ? found : positionals;
await using cluster = await ownCluster({ version: values.postgres === '15' ? 15 : 18 });
const tried: Tried[] = [];
for (const name of names) {
  const one = await tryCase(join(values.cases, name), cluster).catch((cause: unknown) => {
    throw new Error(`${name} could not be tried`, { cause });
  });
  tried.push(one);
  console.log(`${one.verdict.padEnd(8)}${one.name}`);
  for (const line of one.lines.slice(0, 40)) console.log(`        ${line}`);
}
const count = (verdict: Tried['verdict']): number => tried.filter((one) => one.verdict === verdict).length;
console.log(
  `${count('clean')} of ${tried.length} clean, ${count('stopped')} stopped, ${count('wrong')} wrong, ${count('left')} complete though rows were left`,
);
if (count('wrong') + count('left') > 0) process.exitCode = 1;
