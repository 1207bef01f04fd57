export { type FaultPoint, faultPoints } from '../fault-point.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from '../postgres/embedded.ts';
export { advanceClock } from './clock.ts';
export { type OwnCluster, type OwnClusterOptions, ownCluster } from './cluster.ts';
export { type Admin, createDatabase, type TemplateRecipe, type TestDatabase, templateDatabase } from './database.ts';
export { type JournalClaim, type JournalUnderTest, journalContract } from './journal-contract.ts';
export { type StoreClaim, type StoreUnderTest, storeContract } from './store-contract.ts';
export { type Misbehaviour, type MisbehaviourOptions, startVendor, type Vendor, type VendorCall } from './vendor.ts';
