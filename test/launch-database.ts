// A process that starts the embedded database and waits, so that tests can kill it: node test/launch-database.ts FOLDER,
// or without a folder a throw-away one. Writes one line of JSON when it is ready.
import { startEmbedded } from "../src/db/embedded.ts";

const dataDir = process.argv[2];
const server = await startEmbedded(dataDir === undefined ? { throwAway: true } : { dataDir });
process.stdout.write(`${JSON.stringify({ url: server.appUrl, pid: server.pid })}\n`);
setInterval(() => undefined, 1_000);
