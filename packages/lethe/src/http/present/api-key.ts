import type { ApiKeyShape } from '../../wire/api-key.ts';
import type { KeyRecord } from '../backend.ts';
import { isoText, isoTextOrNull } from './moment.ts';

export const presentApiKey = (key: KeyRecord): ApiKeyShape => ({
  id: key.id,
  name: key.name,
  scopes: [...key.scopes],
  tenant: key.tenant,
  createdAt: isoText(key.createdAt),
  expiresAt: isoTextOrNull(key.expiresAt),
  revokedAt: isoTextOrNull(key.revokedAt),
  lastUsedAt: isoTextOrNull(key.lastUsedAt),
});
