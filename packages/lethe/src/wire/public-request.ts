import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';
import { written } from './names.ts';
import { state } from './request.ts';

export const publicRequest = component(
  'PublicRequest',
  z.strictObject({
    address: z.email().max(320),
    kind: written(60),
    named: written(200).meta({ description: 'Name, handle or key of what is to be deleted.' }),
    exportsNeeded: z.boolean().default(false),
  }),
  {
    description: 'A wish to delete by somebody who is not signed in.',
    examples: [{ address: 'owner@acme.test', kind: 'workspace', named: 'acme-support' }],
  },
);

export const publicAnswer = component('PublicAnswer', z.object({ message: z.string() }), {
  description: 'The same for everyone, so that nobody learns who has an account.',
});

export const publicStatus = component(
  'PublicStatus',
  z.object({
    state,
    kind: z.string(),
    receivedAt: moment,
    dueAt: moment.nullable(),
    completeDueAt: moment,
    outcome: z.enum(['all', 'partial', 'nothing_held']).nullable(),
    residuals: z.array(z.object({ reason: z.string(), until: z.string().nullable() })),
    next: z.string(),
  }),
  { description: 'How far a request is, for whoever was given its code. Names nobody.' },
);

export type PublicStatusShape = z.infer<typeof publicStatus>;
