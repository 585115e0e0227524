// Mail addresses: which can be used, and under which domain this installation speaks.

/**
 * One address and nothing beside it: no second one, no name, no line break, so that what stands in the directory cannot
 * become another header or another recipient.
 */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(text);
}

/**
 * The domain of a Message-ID and of the sender: the installation's own where it has a name, since mail servers trust an id
 * from the sender's domain more. An installation reached by a number or as `localhost` has no name in the world; then it is
 * `drawbridge.invalid`, which is reserved and nobody's. The id is unique in either case: its left side is the mail's own.
 */
export function domainOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  const isName = /^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/i.test(hostname);
  return isName ? hostname : "drawbridge.invalid";
}
