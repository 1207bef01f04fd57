// Writes docs/reference/http.md from the table of routes.
import { writeFileSync } from 'node:fs';
import { httpReference } from '../packages/lethe/src/http/reference.ts';

writeFileSync(new URL('../docs/reference/http.md', import.meta.url), httpReference());
