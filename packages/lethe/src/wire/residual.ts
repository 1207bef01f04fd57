import { z } from 'zod';
import { component } from './component.ts';
import { idText, subjectText } from './names.ts';

export const residual = component(
  'Residual',
  z.object({
    request: z.string(),
    run: z.string(),
    table: z
      .string()
      .meta({ description: 'schema.table, materialised view or sequence; `backups`: copies of all that was deleted' }),
    rows: z.int().nullable().meta({ description: 'null: nobody counts them' }),
    reason: z.string(),
    until: z.string().nullable().meta({ description: 'RFC 3339; null: no end is known' }),
  }),
  {
    description: 'What remains on purpose, with a reason and an end.',
    examples: [
      {
        request: 'req_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
        run: 'run_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
        table: 'app.invoices',
        rows: 41,
        reason: 'tax law',
        until: '2033-12-31T00:00:00.000Z',
      },
    ],
  },
);

export type ResidualShape = z.infer<typeof residual>;

export const residualList = component('Residuals', z.object({ items: z.array(residual) }), {
  description: 'Everything that remains, of one request, of one subject, or of all that the caller may see.',
});

export const residualQuery = z.object({ request: idText.optional(), subject: subjectText.optional() });
