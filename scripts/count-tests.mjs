// node scripts/count-tests.mjs <vitest's JSON report> <vitest's exit code> — prints "<passed> <failed>", and on standard
// error what failed: who reads only the end of a long output finds the names there.
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);

function counts() {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const { numPassedTests, numFailedTests, numFailedTestSuites } = report;
    if (!Number.isInteger(numPassedTests) || !Number.isInteger(numFailedTests)) return [0, 1];
    for (const line of failures(report)) console.error(line);
    // A file that could not be loaded has no test in it that failed, and a crash has neither.
    const failed = numFailedTests === 0 && (numFailedTestSuites > 0 || exitCode !== '0') ? 1 : numFailedTests;
    return [numPassedTests, failed];
  } catch (error) {
    console.error(`no report of the tests: ${error instanceof Error ? error.message : error}`);
    return [0, 1];
  }
}

function failures({ testResults = [] }) {
  return testResults.flatMap(({ name, status, message, assertionResults = [] }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const unloaded = status === 'failed' && failed.length === 0 ? [`failed: ${name}\n  ${firstLine(message)}`] : [];
    return [
      ...unloaded,
      ...failed.map((test) => `failed: ${name} > ${test.fullName}\n  ${firstLine(test.failureMessages?.[0])}`),
    ];
  });
}

function firstLine(text = '') {
  return text.split('\n', 1)[0];
}

console.log(counts().join(' '));
