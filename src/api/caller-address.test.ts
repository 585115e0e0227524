import { expect, test } from "vitest";
import { callerAddress } from "./caller-address.ts";

test.each([
  ["nobody is trusted", "203.0.113.7", "198.51.100.1", 0, "203.0.113.7"],
  ["nothing is known", "", "", 0, ""],
  ["nothing was forwarded", "10.0.0.1", "", 1, "10.0.0.1"],
  ["one proxy", "10.0.0.1", "203.0.113.7", 1, "203.0.113.7"],
  ["one proxy, and what the caller wrote", "10.0.0.1", "127.0.0.1, 203.0.113.7", 1, "203.0.113.7"],
  ["two proxies", "10.0.0.1", "1.2.3.4, 203.0.113.7,10.0.0.2", 2, "203.0.113.7"],
  ["two trusted, one passed", "10.0.0.1", "203.0.113.7", 2, "203.0.113.7"],
  ["a name that is no address", "10.0.0.1", "unknown", 1, "10.0.0.1"],
  ["what no proxy vouches for", "10.0.0.1", "203.0.113.7, <script>, 10.0.0.2", 3, "10.0.0.2"],
  ["with a port", "10.0.0.1", "203.0.113.7:51234", 1, "203.0.113.7"],
  ["IPv6 in brackets, with a port", "10.0.0.1", "[2001:db8::7]:443", 1, "2001:db8::7"],
  ["IPv6", "2001:db8::7", "", 0, "2001:db8::7"],
  ["a socket of both", "::ffff:192.0.2.5", "", 0, "192.0.2.5"],
  ["a forwarded address of both", "10.0.0.1", "::FFFF:192.0.2.5", 1, "192.0.2.5"],
])("%s", (_name, socket, forwardedFor, trusted, expected) => {
  expect(callerAddress(socket, forwardedFor, trusted)).toBe(expected);
});
