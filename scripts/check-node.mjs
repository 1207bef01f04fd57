// Plain JavaScript on purpose: it has to run on the Node that is too old for everything else.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Lethe needs Node 24 or newer and found ${process.versions.node}. Run "npm ci" in this folder: ` +
      'it installs a Node 26 beside the project, and npm scripts then use it.',
  );
  process.exit(1);
}
