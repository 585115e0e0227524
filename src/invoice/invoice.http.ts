// Owner invoices over HTTP. Where they stand with the ERP is the queue's to say, and is handed in.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { isRefusal } from "../refusal.ts";
import { Id, Named } from "../wire.ts";
import { askAttachment, attach } from "./attachments.commands.ts";
import { certify } from "./certificate.commands.ts";
import { correct } from "./correction.commands.ts";
import { createInvoice, deleteInvoice } from "./invoice.commands.ts";
import { letPass, letPassNoMore } from "./override.commands.ts";
import {
  askContractInvoices,
  askHistory,
  askInvoice,
  askProjectInvoices,
  type ErpStandings,
} from "./questions.commands.ts";
import { changeInvoice } from "./saving.commands.ts";
import {
  AttachmentAdded,
  HistoryShown,
  InvoiceChange,
  InvoiceCorrected,
  InvoiceCorrection,
  InvoiceList,
  InvoiceSaved,
  InvoiceShown,
  NewCertificate,
  NewInvoice,
  NewOverride,
} from "./wire.ts";

const ofContract = z.object({ contractId: Id });
const ofInvoice = z.object({ invoiceId: Id });

export function registerInvoiceRoutes(api: Api, standings: ErpStandings): void {
  registerInvoices(api, standings);
  registerRecords(api, standings);
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

/** What is recorded beside an invoice: certificates, corrections, findings that were let pass. */
function registerRecords(api: Api, standings: ErpStandings): void {
  api.route(
    {
      method: "post",
      path: "/api/invoices/{invoiceId}/certificates",
      summary: "Record what was certified for payment, of the whole or of single lines",
      params: ofInvoice,
      body: NewCertificate,
      answer: InvoiceSaved,
      status: 201,
    },
    ({ actor, params, body, db, at }) => certify(db, standings, actor, params.invoiceId, body, at),
  );
  api.route(
    {
      method: "post",
      path: "/api/invoices/{invoiceId}/corrections",
      summary: "Correct an earlier owner invoice: shows every figure that moves, and saves if asked",
      params: ofInvoice,
      body: InvoiceCorrection,
      answer: InvoiceCorrected,
    },
    ({ actor, params, body, db, at }) => correct(db, standings, actor, params.invoiceId, body, at),
  );
  const overrides = { path: "/api/invoices/{invoiceId}/overrides", params: ofInvoice, body: NewOverride };
  api.route(
    { method: "put", ...overrides, summary: "Let a finding that blocks pass, with a reason", answer: InvoiceShown },
    ({ actor, params, body, db, at }) => letPass(db, standings, actor, params.invoiceId, body, at),
  );
  api.route(
    { method: "delete", ...overrides, summary: "No longer let a finding pass", answer: InvoiceShown },
    ({ actor, params, body, db, at }) => letPassNoMore(db, standings, actor, params.invoiceId, body, at),
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
