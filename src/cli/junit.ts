/**
 * Results as JUnit XML, as CI servers read them. The schema is Jenkins's:
 * {@link https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd | junit-10.xsd}
 */
import { escapeHtml } from '../result-table.js';

export interface TestCase {
  readonly name: string;
  readonly seconds: number;
  readonly status: 'passed' | 'failed' | 'error';
  /** Why it did not pass. */
  readonly reason: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** @param name what was tested */
export function junitXml(name: string, suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xmlText(name)}" ${countsOf(all)}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${xmlText(suite.name)}" ${countsOf(suite.cases)}>`,
      ...suite.cases.map((one) => `    ${testCase(`${name}.${suite.name}`, one)}`),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(className: string, { name, seconds, status, reason }: TestCase): string {
  const start = `<testcase classname="${xmlText(className)}" name="${xmlText(name)}" time="${seconds.toFixed(3)}"`;
  if (status === 'passed') return `${start}/>`;
  const tag = status === 'failed' ? 'failure' : 'error';
  const [message = ''] = reason.split('\n');
  return `${start}><${tag} type="${status}" message="${xmlText(message)}">${xmlText(reason)}</${tag}></testcase>`;
}

function countsOf(cases: readonly TestCase[]): string {
  const count = (status: TestCase['status']) => cases.filter((one) => one.status === status).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return `tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}" time="${seconds.toFixed(3)}"`;
}

/** Without what no XML may hold, as the colours of a terminal. */
function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
}
