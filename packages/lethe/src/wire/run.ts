import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';
import { subjectText, written } from './names.ts';
import { finding } from './plan.ts';

const amount = { done: z.int(), planned: z.int() };

export const run = component(
  'Run',
  z.object({
    id: z.string(),
    request: z.string(),
    subject: subjectText,
    digest: z.string(),
    state: z.enum(['queued', 'running', 'verifying', 'completed', 'paused', 'held', 'failed']),
    phase: z.string(),
    createdAt: moment,
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
    done: z.boolean().meta({ description: 'Nothing more will happen.' }),
    progress: z.object({ ...amount, unit: z.literal('rows') }),
    tables: z.array(z.object({ table: z.string(), kind: z.string(), ...amount })),
    effects: z.array(
      z.object({
        name: z.string(),
        version: z.int(),
        state: z.string(),
        rows: z.int(),
        retrying: z.boolean().meta({ description: 'Tried, not succeeded, and tried again by itself.' }),
        attempts: z.int().meta({ description: 'Of the one that was tried most often.' }),
        lastError: z.string().nullable().meta({ description: 'The kind of error, never its text.' }),
        nextAttemptAt: moment.nullable(),
      }),
    ),
    attention: z.array(finding),
    certificate: z.string().nullable(),
    events: z.string().meta({ description: 'Where its events can be followed.' }),
    lastEvent: z.string().meta({ description: 'Events up to this one are in it.' }),
  }),
  { description: 'The carrying-out of a plan.', examples: [exampleRun()] },
);

export type RunShape = z.infer<typeof run>;

export const waiver = component('Waiver', z.strictObject({ effect: written(200), reason: written(2000) }), {
  description: 'An effect that is given up, and why. The certificate shows it.',
  examples: [{ effect: 'releasePhoneNumber', reason: 'the vendor has closed' }],
});

function exampleRun() {
  return {
    id: 'run_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
    request: 'req_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
    subject: 'workspace:42',
    digest: '8f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d9',
    state: 'running',
    phase: 'steps',
    createdAt: '2026-11-29T13:05:00.000Z',
    startedAt: '2026-11-29T13:05:01.000Z',
    finishedAt: null,
    done: false,
    progress: { done: 9204, planned: 12431, unit: 'rows' },
    tables: [{ table: 'app.messages', kind: 'delete', done: 9204, planned: 9204 }],
    effects: [
      {
        name: 'releasePhoneNumber',
        version: 1,
        state: 'pending',
        rows: 2,
        retrying: true,
        attempts: 3,
        lastError: 'Error 503',
        nextAttemptAt: '2026-11-29T13:07:00.000Z',
      },
    ],
    attention: [],
    certificate: null,
    events: '/v1/runs/run_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e/events',
    lastEvent: '120',
  };
}
