import { z } from 'zod';
import { component } from './component.ts';
import { day, moment } from './moment.ts';
import { subjectText, written } from './names.ts';

const tableText = written(300).meta({ examples: ['app.invoices'] });

export const hold = component(
  'Hold',
  z.object({
    id: z.string(),
    scope: subjectText,
    table: z.string().nullable().meta({ description: 'null: on all of the subject' }),
    reason: z.string(),
    owner: z.string(),
    reviewOn: day,
    placedAt: moment,
    releasedAt: moment.nullable(),
  }),
  {
    description:
      'A legal order that forbids deletion of a subject and all that lies in it, or of its rows of one table.',
    examples: [
      {
        id: 'hold_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
        scope: 'workspace:42',
        table: null,
        reason: 'case 7 O 12/26',
        owner: 'legal@lethe.test',
        reviewOn: '2027-05-01',
        placedAt: '2026-11-22T13:00:00.000Z',
        releasedAt: null,
      },
    ],
  },
);

export type HoldShape = z.infer<typeof hold>;

export const holdList = component('Holds', z.object({ items: z.array(hold) }), { description: 'The newest first.' });

export const newHold = component(
  'NewHold',
  z.strictObject({
    scope: subjectText,
    table: tableText
      .optional()
      .meta({ description: 'schema.table: its rows stay and the rest goes. Left out: nothing goes.' }),
    reason: written(2000),
    owner: written(200),
    reviewOn: day.meta({ description: 'When somebody looks whether it is still needed.' }),
  }),
  {
    description: 'A hold to place.',
    examples: [
      { scope: 'workspace:42', reason: 'case 7 O 12/26', owner: 'legal@lethe.test', reviewOn: '2027-05-01' },
      {
        ...{ scope: 'account:3', table: 'app.invoices', reason: 'audit of 2026' },
        ...{ owner: 'legal@lethe.test', reviewOn: '2027-05-01' },
      },
    ],
  },
);

export const holdPlaced = component(
  'HoldPlaced',
  z.object({
    id: z.string(),
    reviewOn: day.meta({ description: 'As was written, but in a year at the latest.' }),
    runs: z
      .array(z.object({ run: z.string(), rowsGone: z.int() }))
      .meta({ description: 'Runs it stopped, with the rows that were gone already when it took hold.' }),
  }),
  { description: 'The hold that was placed.' },
);

export const holdRelease = component('HoldRelease', z.strictObject({ reason: written(2000) }), {
  description: 'Why it is released.',
  examples: [{ reason: 'the case is closed' }],
});

export const holdReleased = component('HoldReleased', z.object({ id: z.string(), runs: z.array(z.string()) }), {
  description: 'The hold that was released, and the runs that go on.',
});
