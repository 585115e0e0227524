// The questions the screens ask, each with the key its answer is kept under.
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { BillingPeriodList } from "../../billing-period/wire.ts";
import type { ChangeOrderList, ContractList, ContractShown, ScheduleShown } from "../../contract/wire.ts";
import type { ErpConnectionShown, ErpParties, QueueFilter, QueueShown } from "../../erp-queue/wire.ts";
import type { HistoryShown, InvoiceList, InvoiceShown } from "../../invoice/wire.ts";
import type { AccessTokens, InvitationList, OwnSessions, TwoStepShown } from "../../people/account-wire.ts";
import type {
  CompanySettings,
  Mailbox,
  OrganizationShown,
  PeopleList,
  ProjectList,
  RightsShown,
  SessionShown,
  SignInHints,
} from "../../people/wire.ts";
import { get } from "./fetch.ts";

export type OrganizationList = Readonly<{ organizations: readonly z.infer<typeof OrganizationShown>[] }>;

/** Another tab may have signed out, and rights may have changed: the session is asked again from time to time. */
const minuteMs = 60_000;

export const sessionQuestion = queryOptions({
  queryKey: ["session"],
  queryFn: () => get<SessionShown>("/session"),
  staleTime: minuteMs,
  retry: false,
});

export const signInHintsQuestion = queryOptions({
  queryKey: ["sign-in-hints"],
  queryFn: () => get<z.infer<typeof SignInHints>>("/sign-in-hints"),
});

export const companyQuestion = queryOptions({
  queryKey: ["company"],
  queryFn: () => get<CompanySettings>("/company"),
});

export const twoStepQuestion = queryOptions({
  queryKey: ["account", "two-step"],
  queryFn: () => get<TwoStepShown>("/account/two-step"),
});

export const ownSessionsQuestion = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: () => get<z.infer<typeof OwnSessions>>("/account/sessions"),
});

export const accessTokensQuestion = queryOptions({
  queryKey: ["account", "access-tokens"],
  queryFn: () => get<z.infer<typeof AccessTokens>>("/account/access-tokens"),
});

export const invitationsQuestion = queryOptions({
  queryKey: ["invitations"],
  queryFn: () => get<z.infer<typeof InvitationList>>("/invitations"),
});

export const projectsQuestion = queryOptions({
  queryKey: ["projects"],
  queryFn: () => get<z.infer<typeof ProjectList>>("/projects"),
});

export const peopleQuestion = queryOptions({
  queryKey: ["people"],
  queryFn: () => get<z.infer<typeof PeopleList>>("/people"),
});

export const rightsQuestion = (personId: string, projectId: string | null) =>
  queryOptions({
    queryKey: ["people", personId, "rights", projectId],
    queryFn: () => get<RightsShown>(`/people/${personId}/rights${projectId === null ? "" : `?projectId=${projectId}`}`),
  });

export const organizationsQuestion = queryOptions({
  queryKey: ["organizations"],
  queryFn: () => get<OrganizationList>("/organizations"),
});

export const contractsQuestion = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "contracts"],
    queryFn: () => get<z.infer<typeof ContractList>>(`/projects/${projectId}/contracts`),
  });

export const contractQuestion = (contractId: string) =>
  queryOptions({
    queryKey: ["contracts", contractId],
    queryFn: () => get<ContractShown>(`/contracts/${contractId}`),
  });

export const scheduleQuestion = (contractId: string) =>
  queryOptions({
    queryKey: ["contracts", contractId, "schedule"],
    queryFn: () => get<z.infer<typeof ScheduleShown>>(`/contracts/${contractId}/schedule-of-values`),
  });

export const changeOrdersQuestion = (contractId: string) =>
  queryOptions({
    queryKey: ["contracts", contractId, "change-orders"],
    queryFn: () => get<z.infer<typeof ChangeOrderList>>(`/contracts/${contractId}/change-orders`),
  });

export const contractInvoicesQuestion = (contractId: string) =>
  queryOptions({
    queryKey: ["contracts", contractId, "invoices"],
    queryFn: () => get<z.infer<typeof InvoiceList>>(`/contracts/${contractId}/invoices`),
  });

export const projectInvoicesQuestion = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "invoices"],
    queryFn: () => get<z.infer<typeof InvoiceList>>(`/projects/${projectId}/invoices`),
  });

export const billingPeriodsQuestion = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "billing-periods"],
    queryFn: () => get<z.infer<typeof BillingPeriodList>>(`/projects/${projectId}/billing-periods`),
  });

export const invoiceQuestion = (invoiceId: string) =>
  queryOptions({
    queryKey: ["invoices", invoiceId],
    queryFn: () => get<InvoiceShown>(`/invoices/${invoiceId}`),
  });

export const invoiceHistoryQuestion = (invoiceId: string) =>
  queryOptions({
    queryKey: ["invoices", invoiceId, "history"],
    queryFn: () => get<z.infer<typeof HistoryShown>>(`/invoices/${invoiceId}/history`),
  });

export const queueQuestion = (filter: QueueFilter) =>
  queryOptions({
    queryKey: ["erp", "owner-invoices", filter],
    queryFn: () => get<QueueShown>(`/erp/owner-invoices?filter=${filter}`),
  });

export const erpConnectionQuestion = queryOptions({
  queryKey: ["erp", "connection"],
  queryFn: () => get<ErpConnectionShown>("/erp/connection"),
});

/** Asked of the ERP itself: slow, and it may be down, so it is not asked again by itself. */
export const erpPartiesQuestion = queryOptions({
  queryKey: ["erp-parties"],
  queryFn: () => get<z.infer<typeof ErpParties>>("/erp/parties"),
  staleTime: 5 * minuteMs,
  retry: false,
  refetchOnWindowFocus: false,
});

export const mailboxQuestion = queryOptions({
  queryKey: ["mailbox"],
  queryFn: () => get<z.infer<typeof Mailbox>>("/mailbox"),
});
