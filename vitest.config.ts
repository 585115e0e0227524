// Which tests there are: pure ones, which need nothing; those that need a database, which share one throw-away server;
// and the journeys through a browser. `npx vitest run --project unit` runs the first alone, in seconds.
import { defineConfig } from "vitest/config";

const suffixed = "src/**/*.{db,commands,http,jobs,smtp}.{test,test-prop}.ts";

export default defineConfig({
  test: {
    // The order of tests and the values of properties are the same in every run.
    sequence: { seed: 20261124 },
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.{test,test-prop}.{ts,tsx}",
            "test/{imports,compute,golden}.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: [suffixed],
          setupFiles: ["test/fixed-seed.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "database",
          include: [suffixed, "test/**/*.test.ts"],
          exclude: ["test/{imports,compute,golden}.test.ts"],
          globalSetup: ["test/global-setup.ts"],
          setupFiles: ["test/fixed-seed.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/journeys/*.spec.ts"],
          globalSetup: ["test/global-setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
