// Counts what a run said: every test of a vitest report and every step of a road is one.
export type Count = Readonly<{
  passed: number;
  /** By name, as are the skipped, so that nobody has to look for them. */
  failed: readonly string[];
  skipped: readonly string[];
}>;

export const nothing: Count = { passed: 0, failed: [], skipped: [] };

export const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((passed, count) => passed + count.passed, 0),
  failed: counts.flatMap((count) => count.failed),
  skipped: counts.flatMap((count) => count.skipped),
});

export type VitestReport = Readonly<{
  success: boolean;
  testResults: readonly Readonly<{
    name: string;
    status: string;
    assertionResults: readonly Readonly<{ status: string; fullName: string }>[];
  }>[];
}>;

export function countVitest(stage: string, report: VitestReport, root: string): Count {
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({ status, name: `${fileName(name, root)} > ${fullName}` })),
  );
  const failed = tests.filter((test) => test.status === "failed").map((test) => test.name);
  // A file that could not even be read has no tests to fail.
  const broken = report.testResults
    .filter(({ status, assertionResults }) => status === "failed" && !assertionResults.some(isFailed))
    .map(({ name }) => `${fileName(name, root)} (the file itself)`);
  const outside = report.success || failed.length + broken.length > 0 ? [] : [`${stage}: an error outside of any test`];
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: [...failed, ...broken, ...outside],
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.name),
  };
}

const isFailed = (test: { status: string }): boolean => test.status === "failed";
const fileName = (path: string, root: string): string => path.replace(`${root}/`, "");

export type RoadReport = Readonly<{
  erp: string;
  ok: boolean;
  steps: readonly Readonly<{ id: string; ok: boolean }>[];
}>;

/** A road stops at its first step that is not so; one that stops without such a step has failed as a whole. */
export function countRoad(stage: string, report: RoadReport): Count {
  const failed = report.steps.filter((step) => !step.ok).map((step) => `${stage}: ${step.id}`);
  const whole = report.ok || failed.length > 0 ? [] : [`${stage}: it did not reach its end`];
  return { passed: report.steps.filter((step) => step.ok).length, failed: [...failed, ...whole], skipped: [] };
}
