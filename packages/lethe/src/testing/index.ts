export { type OwnCluster, type OwnClusterOptions, ownCluster } from './cluster.ts';
export { type Admin, createDatabase, type TemplateRecipe, type TestDatabase, templateDatabase } from './database.ts';
