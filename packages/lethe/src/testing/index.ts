export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from '../postgres/embedded.ts';
export { type OwnCluster, type OwnClusterOptions, ownCluster } from './cluster.ts';
export { type Admin, createDatabase, type TemplateRecipe, type TestDatabase, templateDatabase } from './database.ts';
export { type Misbehaviour, type MisbehaviourOptions, startVendor, type Vendor, type VendorCall } from './vendor.ts';
