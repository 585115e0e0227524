// Where a call comes from: the socket's other end, or, where that is a reverse proxy of the installation's own, whom the
// proxy names. Anybody may send the header, so it is read from the right, and only as far as trusted proxies wrote it.

/** `callerAddress("127.0.0.1", "203.0.113.9, 192.0.2.7", ["127.0.0.1"])` is "192.0.2.7". */
export function callerAddress(socket: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  const named = (forwardedFor ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => /^[0-9a-f.:]{2,45}$/i.test(address));
  const hops = [...named, plain(socket)];
  const nearest = hops.findLastIndex((address) => !trustedProxies.includes(plain(address)));
  // All of them are ours: the farthest is where it began.
  return plain(hops[Math.max(nearest, 0)] ?? socket);
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
