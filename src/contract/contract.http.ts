// Prime contracts, their schedules of values and change orders over HTTP.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { isRefusal } from "../refusal.ts";
import { Id } from "../wire.ts";
import { askChangeOrders, changeChangeOrder, createChangeOrder } from "./change-order.commands.ts";
import { askContract, askContracts } from "./contract.commands.ts";
import { changeContract, createContract } from "./contract-edit.commands.ts";
import { askSchedule, changeSchedule, importSchedule, previewImport } from "./schedule.commands.ts";
import {
  ChangeOrderChange,
  ChangeOrderList,
  ChangeOrderShown,
  ContractChange,
  ContractList,
  ContractShown,
  ImportShown,
  NewChangeOrder,
  NewContract,
  ScheduleChange,
  ScheduleShown,
} from "./wire.ts";

const ofProject = z.object({ projectId: Id });
const ofContract = z.object({ contractId: Id });

export function registerContractRoutes(api: Api): void {
  registerContracts(api);
  registerSchedules(api);
  registerChangeOrders(api);
}

function registerContracts(api: Api): void {
  const inProject = { path: "/api/projects/{projectId}/contracts", params: ofProject };
  const one = { path: "/api/contracts/{contractId}", params: ofContract, answer: ContractShown };

  api.route(
    { method: "get", ...inProject, summary: "The prime contracts of a project", answer: ContractList },
    async ({ actor, params, db }) => {
      const contracts = await askContracts(db, actor, params.projectId);
      return isRefusal(contracts) ? contracts : { contracts };
    },
  );
  api.route(
    {
      method: "post",
      ...inProject,
      summary: "Create a prime contract",
      body: NewContract,
      answer: ContractShown,
      status: 201,
    },
    ({ actor, params, body, db, at }) => createContract(db, actor, params.projectId, body, at),
  );
  api.route({ method: "get", ...one, summary: "One prime contract" }, ({ actor, params, db }) =>
    askContract(db, actor, params.contractId),
  );
  api.route(
    { method: "patch", ...one, summary: "Change a prime contract", body: ContractChange },
    ({ actor, params, body, db, at }) => changeContract(db, actor, params.contractId, body, at),
  );
}

function registerSchedules(api: Api): void {
  const schedule = {
    path: "/api/contracts/{contractId}/schedule-of-values",
    params: ofContract,
    answer: ScheduleShown,
  };
  api.route({ method: "get", ...schedule, summary: "The schedule of values" }, ({ actor, params, db }) =>
    askSchedule(db, actor, params.contractId),
  );
  api.route(
    { method: "put", ...schedule, summary: "Replace the contract's own lines", body: ScheduleChange },
    ({ actor, params, body, db, at }) => changeSchedule(db, actor, params.contractId, body, at),
  );
  api.route(
    {
      method: "post",
      path: "/api/contracts/{contractId}/schedule-of-values/imports",
      summary: "Preview or save a schedule of values from a CSV file",
      params: ofContract,
      query: z.object({ mode: z.enum(["preview", "save"]) }),
      // Browsers name a CSV file in many ways; what it is, its bytes say.
      file: ["*"],
      answer: ImportShown,
    },
    ({ actor, params, query, bytes, db, at }) =>
      query.mode === "save"
        ? importSchedule(db, actor, params.contractId, bytes, at)
        : previewImport(db, actor, params.contractId, bytes),
  );
}

function registerChangeOrders(api: Api): void {
  const ofOneContract = { path: "/api/contracts/{contractId}/change-orders", params: ofContract };
  api.route(
    { method: "get", ...ofOneContract, summary: "The change orders of a contract", answer: ChangeOrderList },
    async ({ actor, params, db }) => {
      const changeOrders = await askChangeOrders(db, actor, params.contractId);
      return isRefusal(changeOrders) ? changeOrders : { changeOrders };
    },
  );
  api.route(
    {
      method: "post",
      ...ofOneContract,
      summary: "Create a change order",
      body: NewChangeOrder,
      answer: ChangeOrderShown,
      status: 201,
    },
    ({ actor, params, body, db, at }) => createChangeOrder(db, actor, params.contractId, body, at),
  );
  api.route(
    {
      method: "patch",
      path: "/api/change-orders/{changeOrderId}",
      summary: "Set a change order's status",
      params: z.object({ changeOrderId: Id }),
      body: ChangeOrderChange,
      answer: ChangeOrderShown,
    },
    ({ actor, params, body, db, at }) => changeChangeOrder(db, actor, params.changeOrderId, body, at),
  );
}
