import { z } from 'zod';
import { component } from './component.ts';

export const live = component('Live', z.object({ live: z.literal(true) }), {
  description: 'The process answers.',
  examples: [{ live: true }],
});

export const ready = component('Ready', z.object({ ready: z.boolean(), parts: z.record(z.string(), z.boolean()) }), {
  description: 'Whether all parts are up, and which.',
  examples: [{ ready: true, parts: { database: true, migrations: true, jobs: true, worker: true, mail: true } }],
});

export const version = component('Version', z.object({ name: z.literal('lethe'), version: z.string() }), {
  description: 'Which Lethe this is.',
  examples: [{ name: 'lethe', version: '0.1.0' }],
});
