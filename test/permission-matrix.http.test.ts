// Every endpoint asked by every kind of person about contracts of every kind: who is let in, who is refused and how. The
// endpoints are read from the server, so one that no row names fails here.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../src/api/server.ts";
import type { Answered } from "./api.ts";
import {
  contractPlaces,
  expected,
  holds,
  type Role,
  type Row,
  roles,
  rows,
  undescribed,
  type Verdict,
} from "./permission-matrix.ts";
import { type PermissionScene, placesOf, startPermissionScene } from "./permission-scene.ts";

let scene: PermissionScene;

beforeAll(async () => {
  scene = await startPermissionScene();
});
afterAll(() => scene.stop());

/** Refused in a way that has to do with who asks; every other answer means that the person was let in. */
function verdictOf({ status, body }: Answered): Verdict | string {
  const refusal = { not_signed_in: 401, not_permitted: 403, not_found: 404 } as const;
  const code: keyof typeof refusal | "defect" | "not_ready" | undefined = body?.error?.code;
  if (code === "defect" || code === "not_ready") return `${status} ${code}`;
  const wanted = code === undefined ? undefined : refusal[code];
  if (wanted !== undefined) return wanted === status ? wanted : `${status} ${code}`;
  return "in";
}

/** Ids of what this role may not know of, that stand in the answer nevertheless. */
function leaked(role: Role, row: Row, { text }: Answered): readonly string[] {
  if (role === "otherCompany") return scene.allIds().filter((id) => text.includes(id));
  if (row.showsCompany) return [];
  const hidden = contractPlaces.filter((place) => !holds("viewContract", role, place));
  return hidden.flatMap((place) => Object.values(scene.idsIn(place)).filter((id) => text.includes(id)));
}

type Described = Readonly<Record<string, Readonly<Record<string, { security: object[] }>>>>;
async function described(): Promise<readonly { key: string; isOpen: boolean }[]> {
  const { body } = await scene.api.call("GET", "/api/openapi.json");
  const paths: Described = body.paths;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      key: `${method} ${path}`,
      isOpen: security.length === 0,
    })),
  );
}

describe("every endpoint", () => {
  test("that the server has, has a row, and every row its endpoint", async () => {
    const keys = (await described()).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(Object.keys(rows).sort());
    // Nothing is served past the description.
    const served = createApi(scene.api.context)
      .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(served.toSorted()).toEqual([...keys, ...undescribed].sort());
  });

  test("says in the API's description whether one has to be signed in", async () => {
    const open = (await described()).filter(({ isOpen }) => isOpen).map(({ key }) => key);
    const anybody = Object.keys(rows).filter((key) => rows[key]?.needs === "anybody");
    expect(open.toSorted()).toEqual(anybody.sort());
  });

  test.each(Object.entries(rows))("%s lets in whom it shall, and nobody else", async (key, row) => {
    const wrong: string[] = [];
    const verdicts = new Set<string>();
    for (const place of placesOf(key)) {
      for (const role of roles) {
        const answer = await scene.askAs(role, key, row, place);
        const verdict = verdictOf(answer);
        const wanted = expected(key, row, role, place);
        const who = `${role}, ${place}`;
        verdicts.add(verdict === "in" ? "in" : "refused");
        if (verdict !== wanted)
          wrong.push(`${who}: ${wanted} was wanted, ${verdict} came: ${answer.status} ${answer.text.slice(0, 300)}`);
        for (const id of leaked(role, row, answer)) wrong.push(`${who}: ${id} stands in the answer`);
      }
    }
    expect(wrong).toEqual([]);
    // An address that is wrong refuses everybody, and a check that is not there nobody.
    expect([...verdicts].sort()).toEqual(row.needs === "anybody" ? ["in"] : ["in", "refused"]);
  });
});
