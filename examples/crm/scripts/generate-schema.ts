// node examples/crm/scripts/generate-schema.ts — writes examples/crm/schema.ts from the database at CRM_DATABASE_URL.
import { fileURLToPath } from 'node:url';
// A tool of this checkout, so it may take what the package does not publish.
import { generateSchema } from '../../../packages/lethe/src/postgres/generate-schema.ts';

const url = process.env['CRM_DATABASE_URL'];
const file = fileURLToPath(new URL('../schema.ts', import.meta.url));

if (url === undefined) {
  console.error('Set CRM_DATABASE_URL to a database that holds the CRM.');
  process.exitCode = 1;
} else {
  await generateSchema({ url, schemas: ['app'], file });
  console.error(`wrote ${file}`);
}
