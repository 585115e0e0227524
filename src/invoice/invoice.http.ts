// Owner invoices over HTTP. Where they stand with the ERP is the queue's to say, and is handed in.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { isRefusal } from "../refusal.ts";
import { Id, Named } from "../wire.ts";
import {
  askAttachment,
  askContractInvoices,
  askHistory,
  askInvoice,
  askProjectInvoices,
  attach,
  changeInvoice,
  createInvoice,
  deleteInvoice,
  type ErpStandings,
} from "./invoice.commands.ts";
import {
  AttachmentAdded,
  HistoryShown,
  InvoiceChange,
  InvoiceList,
  InvoiceSaved,
  InvoiceShown,
  NewInvoice,
} from "./wire.ts";

const ofContract = z.object({ contractId: Id });
const ofInvoice = z.object({ invoiceId: Id });

export function registerInvoiceRoutes(api: Api, standings: ErpStandings): void {
  registerInvoices(api, standings);
  registerAttachments(api);
}

function registerInvoices(api: Api, standings: ErpStandings): void {
  const inContract = { path: "/api/contracts/{contractId}/invoices", params: ofContract };
  const one = { path: "/api/invoices/{invoiceId}", params: ofInvoice };

  api.route(
    { method: "get", ...inContract, summary: "The owner invoices of a contract", answer: InvoiceList },
    async ({ actor, params, db }) => {
      const invoices = await askContractInvoices(db, standings, actor, params.contractId);
      return isRefusal(invoices) ? invoices : { invoices };
    },
  );
  api.route(
    {
      method: "get",
      path: "/api/projects/{projectId}/invoices",
      summary: "The owner invoices of a project",
      params: z.object({ projectId: Id }),
      answer: InvoiceList,
    },
    async ({ actor, params, db }) => {
      const invoices = await askProjectInvoices(db, standings, actor, params.projectId);
      return isRefusal(invoices) ? invoices : { invoices };
    },
  );
  api.route(
    {
      method: "post",
      ...inContract,
      summary: "Create the next owner invoice of a contract",
      body: NewInvoice,
      answer: InvoiceShown,
      status: 201,
    },
    ({ actor, params, body, db, at }) => createInvoice(db, standings, actor, params.contractId, body, at),
  );
  api.route(
    { method: "get", ...one, summary: "One owner invoice with its lines", answer: InvoiceShown },
    ({ actor, params, db }) => askInvoice(db, standings, actor, params.invoiceId),
  );
  api.route(
    {
      method: "patch",
      ...one,
      summary: "Save an owner invoice: header, lines and status",
      body: InvoiceChange,
      answer: InvoiceSaved,
    },
    ({ actor, params, body, db, at }) => changeInvoice(db, standings, actor, params.invoiceId, body, at),
  );
  api.route(
    { method: "delete", ...one, summary: "Delete the latest owner invoice, where accounting never saw it" },
    ({ actor, params, db, at }) => deleteInvoice(db, actor, params.invoiceId, at),
  );
  api.route(
    {
      method: "get",
      path: "/api/invoices/{invoiceId}/history",
      summary: "Who did what with an owner invoice",
      params: ofInvoice,
      answer: HistoryShown,
    },
    ({ actor, params, db }) => askHistory(db, actor, params.invoiceId),
  );
}

function registerAttachments(api: Api): void {
  api.route(
    {
      method: "post",
      path: "/api/invoices/{invoiceId}/attachments",
      summary: "Attach a file: the body is the file itself",
      params: ofInvoice,
      query: z.object({ name: Named }),
      file: ["*"],
      answer: AttachmentAdded,
      status: 201,
    },
    ({ actor, params, query, bytes, mediaType, db, at }) =>
      attach(db, actor, params.invoiceId, { name: query.name, mediaType, content: bytes }, at),
  );
  api.route(
    {
      method: "get",
      path: "/api/attachments/{attachmentId}",
      summary: "An attached file",
      params: z.object({ attachmentId: Id }),
    },
    ({ actor, params, db }) => askAttachment(db, actor, params.attachmentId),
  );
}
