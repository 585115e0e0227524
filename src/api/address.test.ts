import { expect, test } from "vitest";
import { callerAddress } from "./address.ts";

test.each<[string, string | null, readonly string[], string]>([
  ["192.0.2.7", null, [], "192.0.2.7"],
  ["::ffff:192.0.2.7", null, [], "192.0.2.7"],
  // Nobody is trusted: a header is anybody's word.
  ["192.0.2.7", "203.0.113.9", [], "192.0.2.7"],
  ["127.0.0.1", "203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
  ["::ffff:127.0.0.1", "203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
  // What stood in the header before the proxy wrote its own word is the caller's invention.
  ["127.0.0.1", "10.9.9.9, 203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
  ["127.0.0.1", "10.9.9.9, 203.0.113.9, 10.0.0.2", ["127.0.0.1", "10.0.0.2"], "203.0.113.9"],
  ["127.0.0.1", "not an address", ["127.0.0.1"], "127.0.0.1"],
  ["127.0.0.1", "10.0.0.2", ["127.0.0.1", "10.0.0.2"], "10.0.0.2"],
  ["", null, [], ""],
])("%s, forwarded for %s, trusting %j: %s", (socket, header, trusted, address) => {
  expect(callerAddress(socket, header, trusted)).toBe(address);
});
