#!/usr/bin/env node
/**
 * The command `gradbook`. Only this file is loaded before Node's version is known to do, so it must
 * stay free of syntax and imports that an old Node lacks, top-level await among them.
 */
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `gradbook: Node ${process.versions.node} is too old; it needs Node 20.19 or newer. Install one from nodejs.org.`,
  );
  process.exit(1);
}

void import('./run-command.js')
  .then(({ runCommand }) => runCommand(process.argv.slice(2)))
  .then((status) => {
    process.exitCode = status;
  });
