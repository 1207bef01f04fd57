import type { HoldRecord } from '../../postgres/holds.ts';
import type { HoldShape } from '../../wire/hold.ts';
import { isoText, isoTextOrNull } from './moment.ts';

export const presentHold = ({
  hold,
  scope,
  table,
  reason,
  owner,
  reviewOn,
  placedAt,
  releasedAt,
}: HoldRecord): HoldShape => ({
  id: hold,
  scope,
  table,
  reason,
  owner,
  reviewOn,
  placedAt: isoText(placedAt),
  releasedAt: isoTextOrNull(releasedAt),
});
