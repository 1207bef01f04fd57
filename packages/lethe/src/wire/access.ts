import { z } from 'zod';
import { component } from './component.ts';
import { subjectText } from './names.ts';

const accessWord = component('AccessWord', z.enum(['active', 'scheduled', 'deactivated', 'restricted', 'gone']), {
  description: 'What the host should let the people of a subject do. scheduled: everything, and a banner.',
});

export const access = component('Access', z.object({ subject: subjectText, access: accessWord }), {
  description: 'The one question the host asks.',
  examples: [{ subject: 'workspace:42', access: 'active' }],
});

export type AccessShape = z.infer<typeof access>;

export const accessQuery = z.object({ subject: subjectText });

export const subject = component(
  'Subject',
  z.object({
    subject: subjectText,
    path: z.array(z.string()),
    there: z.boolean().meta({ description: 'Its row is in the host database.' }),
    access: accessWord,
    openRequests: z.array(z.string()),
  }),
  {
    description: 'A subject as it stands now.',
    examples: [
      {
        subject: 'workspace:42',
        path: ['account:7', 'workspace:42'],
        there: true,
        access: 'active',
        openRequests: [],
      },
    ],
  },
);

export type SubjectShape = z.infer<typeof subject>;
