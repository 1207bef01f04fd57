#!/usr/bin/env node
// Plain JavaScript on purpose: it runs on any Node, finds a new enough one, and makes `lethe` importable
// from a lethe.config.ts anywhere on disk, from a checkout (src) as from an installed package (dist).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldest = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) < oldest) runOnNewerNode();
else await start();

function runOnNewerNode() {
  const node = newerNode(here);
  if (node === undefined) {
    console.error(
      `lethe needs Node ${oldest} or newer and found ${process.versions.node}. Install a newer Node, or run "npm ci" in the checkout.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal signals the whole group; a signal sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function newerNode(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

async function start() {
  const source = existsSync(join(here, '..', 'src', 'cli', 'main.ts'));
  const self = pathToFileURL(join(here, '..', 'package.json')).href;
  module.registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'lethe' && !specifier.startsWith('lethe/')) return next(specifier, context);
      const conditions = source ? ['@lethe/source', ...context.conditions] : context.conditions;
      return next(specifier, { ...context, conditions, parentURL: self });
    },
  });
  const main = join(here, '..', ...(source ? ['src', 'cli', 'main.ts'] : ['dist', 'cli', 'main.js']));
  const { run } = await import(pathToFileURL(main).href);
  process.exitCode = await run(process.argv.slice(2));
}
