import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';

export const certificate = component(
  'Certificate',
  z.object({
    id: z.string(),
    run: z.string(),
    stage: z.string(),
    issuedAt: moment,
    note: z.string().meta({ description: 'The signed note, as lethe verify reads it.' }),
  }),
  { description: 'Signed statement of what was done and what remains. Holds no personal data.' },
);

export type CertificateShape = z.infer<typeof certificate>;
