// The secret of a mail's link stands behind the # of the address, which browsers send to no server.

/** Read once, as the page begins; then it is taken out of the address, and so out of the browser's history. */
export function takeSecret(): string {
  const secret = window.location.hash.slice(1);
  if (secret !== "") window.history.replaceState(window.history.state, "", window.location.pathname);
  return secret;
}
