// What an approver may do with a private contract, before and after an invoice of it went to the ERP.
import { afterAll, beforeAll, expect, test } from "vitest";
import { assert } from "../src/assert.ts";
import type { RightsShown } from "../src/people/wire.ts";
import { type Scene, startScene } from "./erp-queue-scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await startScene(1_000);
});
afterAll(() => scene?.stop());

async function contractsOf(email: string, projectId: string): Promise<RightsShown["contracts"]> {
  const path = `/api/people/${scene.founded.people.get(email)}/rights?projectId=${projectId}`;
  const { status, body } = await scene.api.call("GET", path, { as: scene.as.dana });
  expect(status).toBe(200);
  return (body as RightsShown).contracts;
}

test("a contract stands apart once it was sent, for the approver alone", async () => {
  const { id, projectId, contractId } = await scene.approvedInvoice();
  expect(await contractsOf("marcus@demo.example", projectId)).toEqual([]);
  expect((await scene.act("priya", id, "sendings")).status).toBeLessThan(300);
  const [contract] = await contractsOf("marcus@demo.example", projectId);
  expect(contract).toMatchObject({ id: contractId, isPrivate: false, wasSentToErp: true });
  assert(contract !== undefined, "the contract is there");
  const detail = contract.rights.find(({ permission }) => permission === "viewInvoiceDetail");
  expect(detail?.because.map(({ message }) => message)).toEqual([
    "Standard on ERP Integrations, Can Push to Accounting, and an invoice of the contract was sent to the ERP",
  ]);
  expect(await contractsOf("lee@demo.example", projectId)).toEqual([]);
});

test("a private contract is hidden from an approver who is not on its list, until it is sent", async () => {
  const { id, projectId, contractId } = await scene.approvedInvoice();
  const { version } = (await scene.api.call("GET", `/api/contracts/${contractId}`, { as: scene.as.priya })).body;
  const body = { version, isPrivate: true, listSeesSchedule: false, privateList: [] };
  await scene.api.call("PATCH", `/api/contracts/${contractId}`, { as: scene.as.priya, body });
  const sees = async () => {
    const [contract] = await contractsOf("marcus@demo.example", projectId);
    const { status } = await scene.api.call("GET", `/api/contracts/${contractId}`, { as: scene.as.marcus });
    const shown = contract?.rights.find(({ permission }) => permission === "viewContract")?.may;
    return { shown, met: status === 200 };
  };
  expect(await sees()).toEqual({ shown: false, met: false });
  expect((await scene.act("priya", id, "sendings")).status).toBeLessThan(300);
  expect(await sees()).toEqual({ shown: true, met: true });
});
