// node scripts/count-tests.mjs <vitest's JSON report> <vitest's exit code> — prints "<passed> <failed>".
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);

function counts() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Number.isInteger(numPassedTests) || !Number.isInteger(numFailedTests)) return [0, 1];
    // A file that could not be loaded has no test in it that failed, and a crash has neither.
    const failed = numFailedTests === 0 && (numFailedTestSuites > 0 || exitCode !== '0') ? 1 : numFailedTests;
    return [numPassedTests, failed];
  } catch (error) {
    console.error(`no report of the tests: ${error instanceof Error ? error.message : error}`);
    return [0, 1];
  }
}

console.log(counts().join(' '));
