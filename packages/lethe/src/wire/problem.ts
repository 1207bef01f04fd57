import { z } from 'zod';
import { component } from './component.ts';

export const problem = component(
  'Problem',
  z.object({
    type: z.string().meta({ description: 'Address of a page about this kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().meta({ description: 'Of the catalogue of errors; does not change its meaning.' }),
    refusal: z.string().nullable().meta({ description: 'Why a request refused it, where code is REQUEST_REFUSED.' }),
    errors: z.array(
      z.object({
        pointer: z.string().meta({ description: 'JSON pointer into the body, or into /query and /path.' }),
        detail: z.string(),
      }),
    ),
    changed: z.array(z.string()).meta({ description: 'What has changed, where code is PLAN_STALE.' }),
    retryable: z.boolean().meta({ description: 'The same call may succeed later without anybody changing anything.' }),
    next: z.string().meta({ description: 'What to do.' }),
  }),
  {
    description: 'RFC 9457.',
    examples: [
      {
        type: 'http://localhost:4100/problems/PLAN_STALE',
        title: 'The plan is stale',
        status: 412,
        detail: 'The plan of now is another.',
        instance: '/v1/plans/plan_01/approve',
        code: 'PLAN_STALE',
        refusal: null,
        errors: [],
        changed: ['table app.notes is new'],
        retryable: false,
        next: 'Make the plan again, look at what has changed, and approve that one.',
      },
    ],
  },
);

export type Problem = z.infer<typeof problem>;
