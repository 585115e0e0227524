// Tokens that name their company, so that whether one exists is asked of that company alone: sessions, invitations, and
// access tokens, which bear a mark by which a scanner of published files can tell them.
export const accessTokenMark = "dbt.";

/** The company that a token names; null where it is none of ours. */
export function companyOfToken(token: string): string | null {
  const [companyId = "", secret = "", ...more] = withoutMark(token).split(".");
  const isWhole = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(companyId) && secret !== "" && more.length === 0;
  return isWhole ? companyId : null;
}

export const isAccessToken = (token: string): boolean => token.startsWith(accessTokenMark);

const withoutMark = (token: string): string => (isAccessToken(token) ? token.slice(accessTokenMark.length) : token);
