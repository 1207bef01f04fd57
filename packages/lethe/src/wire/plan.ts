import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';
import { idText, subjectText } from './names.ts';

export const finding = component(
  'Finding',
  z.object({ code: z.string(), table: z.string(), message: z.string(), next: z.string() }),
  { description: 'Something that a person must decide or repair.' },
);

const step = z.object({
  no: z.int(),
  kind: z.enum(['delete', 'anonymise', 'detach']),
  table: z.string(),
  rows: z.int(),
  why: z.string(),
});

const kept = z.object({
  table: z.string(),
  rows: z.int(),
  reason: z.string(),
  until: z.string().nullable().meta({ description: 'Of the row that stays longest; null: for good.' }),
});

export const plan = component(
  'Plan',
  z.object({
    id: z.string().nullable().meta({ description: 'null: only looked at, not stored' }),
    request: z.string().nullable(),
    subject: subjectText,
    madeAt: moment,
    digest: z.string().meta({ description: 'SHA-256 over what will be done; an approval names it.' }),
    rows: z.int().meta({ description: 'Rows that will be deleted, anonymised or detached.' }),
    steps: z.array(step).meta({ description: 'In the order they are carried out.' }),
    kept: z.array(kept),
    effects: z.array(
      z.object({
        name: z.string(),
        version: z.int(),
        table: z.string(),
        order: z.enum(['before', 'after']),
        rows: z.int(),
      }),
    ),
    blockers: z.array(
      z.object({ name: z.string(), level: z.enum(['warn', 'block']), message: z.string(), rows: z.int() }),
    ),
    findings: z.array(finding).meta({ description: 'Any one blocks.' }),
    warnings: z.array(finding),
  }),
  {
    description: 'What will be done, with exact counts.',
    examples: [
      {
        id: 'plan_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
        request: null,
        subject: 'workspace:42',
        madeAt: '2026-11-22T13:00:00.000Z',
        digest: '8f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d98f3c21d9',
        rows: 1,
        steps: [{ no: 1, kind: 'delete', table: 'app.workspaces', rows: 1, why: 'the subject itself' }],
        kept: [{ table: 'app.invoices', rows: 41, reason: 'tax law', until: '2033-12-31' }],
        effects: [],
        blockers: [],
        findings: [],
        warnings: [],
      },
    ],
  },
);

export type PlanShape = z.infer<typeof plan>;

export const newPlan = component(
  'NewPlan',
  z.union([z.strictObject({ subject: subjectText }), z.strictObject({ request: idText })]),
  { description: 'Of a subject, or of the subject of a request.', examples: [{ subject: 'workspace:42' }] },
);
