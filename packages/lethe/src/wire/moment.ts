import { z } from 'zod';

/** RFC 3339, always UTC. */
export const moment = z.iso.datetime().meta({ examples: ['2026-11-29T13:05:00.000Z'] });

/** A whole day, `2026-11-29`. */
export const day = z.iso
  .date()
  // Of the year 0 the database knows nothing.
  .refine((text) => !text.startsWith('0000'), 'Invalid ISO date')
  .meta({ examples: ['2027-05-01'] });
