// From which network address a call came, where proxies stand before the product.
import { isIP } from "node:net";

/**
 * Each proxy appends to X-Forwarded-For the address it was called from, so of `trusted` proxies the last `trusted` names
 * are theirs and the rest is what anybody may have written. Where one of their names is no address, the one that wrote it
 * is as far as we know.
 */
export function callerAddress(socket: string, forwardedFor: string, trusted: number): string {
  const named = forwardedFor.split(",").map(plainAddress).reverse().slice(0, trusted);
  const firstUnknown = named.findIndex((address) => isIP(address) === 0);
  const known = firstUnknown === -1 ? named : named.slice(0, firstUnknown);
  return known.at(-1) ?? plainAddress(socket);
}

/** Without a port, without brackets, and an IPv4 address as one, though the socket be of IPv6. */
function plainAddress(text: string): string {
  const trimmed = text.trim();
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : bare;
}
