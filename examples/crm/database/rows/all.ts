import type { TableRows } from '../column.ts';
import type { Shape } from '../layout.ts';
import { commerce } from './commerce.ts';
import { inbox } from './inbox.ts';
import { people } from './people.ts';
import { work } from './work.ts';

/** The rows of every table that belongs to workspaces. */
export const tenantRows = (shape: Shape): TableRows[] => [people, inbox, work, commerce].flatMap((area) => area(shape));
