import { describe, expect, test } from "vitest";
import { isLoopback, readUpOptions } from "./options.ts";
import { isOfTheWeb } from "./web-build.ts";

describe("the command line of ./up", () => {
  const defaults = { port: 4680, host: "127.0.0.1", dataDir: "/default", json: false };
  test.each([
    ["", defaults],
    ["--port 8080", { ...defaults, port: 8080 }],
    ["--port=0 --json", { ...defaults, port: 0, json: true }],
    ["--data x --host 0.0.0.0", { ...defaults, dataDir: "x", host: "0.0.0.0" }],
  ])("./up %s", (line, options) => {
    expect(readUpOptions(line.split(" ").filter(Boolean), "/default")).toEqual({ kind: "up", options });
  });

  test.each([
    [["--port", "x"], /--port takes a number from 0 to 65535, not "x"\./],
    [["--port", "70000"], /not "70000"/],
    [["--port", "1.5"], /not "1\.5"/],
    [["--port"], /--port/],
    [["--data", ""], /--data takes a folder/],
    [["--host", ""], /--host takes an address/],
    [["--prot", "1"], /--prot/],
    [["now"], /now/],
  ])("./up %j is a wrong call", (args, sentence) => {
    expect(readUpOptions(args, "/default")).toEqual({ kind: "wrong", sentence: expect.stringMatching(sentence) });
  });

  test("./up --help helps", () => {
    expect(readUpOptions(["--help"], "/default")).toEqual({ kind: "help" });
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["localhost", true],
  ["::1", true],
  ["[::1]", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.1.7", false],
  ["127.example.org", false],
  ["127.0.0.1.example.org", false],
])("%s: a loopback address is %s", (host, answer) => {
  expect(isLoopback(host)).toBe(answer);
});

test.each([
  ["web/main.tsx", true],
  ["invoice/totals.ts", true],
  ["wire.ts", true],
  ["words/en/contract.ts", true],
  ["web/invoice/undo.test.ts", false],
  ["invoice/invoice.db.ts", false],
  ["db/pool.ts", false],
  ["supervisor/up.ts", false],
  ["connectors/sandbox/erp.ts", false],
])("%s: the web app is made of it: %s", (path, answer) => {
  expect(isOfTheWeb(path)).toBe(answer);
});
