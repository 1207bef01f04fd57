import type { DetachStep } from './plan.ts';

/** What a cut does to a row that stays. */
export const cutWords = ({ columns, members }: Pick<DetachStep, 'columns' | 'members'>): string =>
  members === undefined ? `${columns.join(', ')} becomes NULL` : `what goes is taken out of ${columns.join(', ')}`;
