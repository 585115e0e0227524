// What was asked on the command line, or a sentence that says what is wrong with it.
import { parseArgs } from "node:util";

export type UpOptions = Readonly<{ port: number; host: string; dataDir: string; json: boolean }>;
export type Asked =
  | Readonly<{ kind: "up"; options: UpOptions }>
  | Readonly<{ kind: "help" }>
  | Readonly<{ kind: "wrong"; sentence: string }>;

export const usage = `Usage: ./up [--port N] [--data DIR] [--host H] [--json]

  --port N    where to listen; default 4680, 0 for any free port
  --data DIR  where the data is kept; default .drawbridge in the folder of Drawbridge
  --host H    the address to listen on; default 127.0.0.1 (the demo company exists on loopback addresses only)
  --json      one JSON document on standard output once it is ready

Environment: DATABASE_URL and DATABASE_APP_URL for a PostgreSQL server of yours, SMTP_URL for mail,
DRAWBRIDGE_PUBLIC_URL for the address people use, DRAWBRIDGE_TRUSTED_PROXY for the number of proxies before it.`;

export function readUpOptions(args: readonly string[], defaultDataDir: string): Asked {
  const given = parse(args);
  if (typeof given === "string") return { kind: "wrong", sentence: given };
  if (given.help) return { kind: "help" };
  const port = Number(given.port);
  if (!/^\d{1,5}$/.test(given.port) || port > 65_535)
    return { kind: "wrong", sentence: `--port takes a number from 0 to 65535, not "${given.port}".` };
  if (given.data === "") return { kind: "wrong", sentence: "--data takes a folder." };
  if (given.host === "") return { kind: "wrong", sentence: "--host takes an address, such as 127.0.0.1." };
  return {
    kind: "up",
    options: { port, host: given.host, dataDir: given.data ?? defaultDataDir, json: given.json },
  };
}

type Given = { port: string; host: string; data?: string | undefined; json: boolean; help: boolean };

function parse(args: readonly string[]): Given | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: "string", default: "4680" },
        host: { type: "string", default: "127.0.0.1" },
        data: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    // parseArgs throws for nothing but a wrong call, and its sentence names the argument.
    return `${error instanceof Error ? error.message : String(error)}.`;
  }
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}
