// Every page and its address. A page takes what its address says as props and knows nothing of the router; the addresses
// themselves are made in `paths.ts`.
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { type QueueFilter, queueFilters } from "../erp-queue/wire.ts";
import type { ContractTab, InvoicingTab } from "../paths.ts";
import { InvoicingPage } from "./billing-period/InvoicingPage.tsx";
import { ContractPage } from "./contract/ContractPage.tsx";
import { ContractsPage } from "./contract/ContractsPage.tsx";
import { ErpSettingsPage } from "./erp/ErpSettingsPage.tsx";
import { ThingsToKnowPage } from "./erp/ThingsToKnowPage.tsx";
import { QueuePage } from "./erp-queue/QueuePage.tsx";
import { InvoicePage } from "./invoice/InvoicePage.tsx";
import { MailboxPage } from "./mailbox/MailboxPage.tsx";
import { AccountPage } from "./people/AccountPage.tsx";
import { CompanyPage } from "./people/CompanyPage.tsx";
import { DirectoryPage } from "./people/DirectoryPage.tsx";
import { ForgotPasswordPage, InvitationPage, ResetPasswordPage } from "./people/DoorPages.tsx";
import { RightsPage } from "./people/RightsPage.tsx";
import { SignInPage } from "./people/SignInPage.tsx";
import { ProjectsPage } from "./project/ProjectsPage.tsx";
import { Broken } from "./shell/Broken.tsx";
import { Shell } from "./shell/Shell.tsx";
import { NotFound } from "./ui/NotFound.tsx";

/** A choice in the address: one of the known words, or the first where it is missing or mistyped. */
function oneOf<Word extends string>(words: readonly [Word, ...Word[]], given: unknown): Word {
  return words.find((word) => word === given) ?? words[0];
}

const contractTabs: readonly [ContractTab, ...ContractTab[]] = [
  "general",
  "schedule",
  "terms",
  "change-orders",
  "invoices",
];
const invoicingTabs: readonly [InvoicingTab, ...InvoicingTab[]] = ["owner", "periods"];
const filters: readonly [QueueFilter, ...QueueFilter[]] = queueFilters;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search) => ({ back: typeof search.back === "string" ? search.back : undefined }),
  component: function SignIn() {
    return <SignInPage back={signIn.useSearch().back} />;
  },
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: ForgotPasswordPage,
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: ResetPasswordPage,
});
const invitation = createRoute({ getParentRoute: () => root, path: "/invitation", component: InvitationPage });

/** Everything below stands in the frame and needs somebody signed in. */
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/projects", replace: true });
  },
});

const projects = createRoute({ getParentRoute: () => shell, path: "/projects", component: ProjectsPage });

const contracts = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId/contracts",
  component: function Contracts() {
    return <ContractsPage projectId={contracts.useParams().projectId} />;
  },
});

const contract = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId/contracts/$contractId",
  validateSearch: (search) => ({ tab: oneOf(contractTabs, search.tab) }),
  component: function Contract() {
    const { projectId, contractId } = contract.useParams();
    return <ContractPage projectId={projectId} contractId={contractId} tab={contract.useSearch().tab} />;
  },
});

const invoice = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId/contracts/$contractId/invoices/$invoiceId",
  component: function Invoice() {
    const { projectId, contractId, invoiceId } = invoice.useParams();
    return <InvoicePage key={invoiceId} projectId={projectId} contractId={contractId} invoiceId={invoiceId} />;
  },
});

const invoicing = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId/invoicing",
  validateSearch: (search) => ({ tab: oneOf(invoicingTabs, search.tab) }),
  component: function Invoicing() {
    return <InvoicingPage projectId={invoicing.useParams().projectId} tab={invoicing.useSearch().tab} />;
  },
});

const queue = createRoute({
  getParentRoute: () => shell,
  path: "/erp/owner-invoices",
  validateSearch: (search) => ({ filter: oneOf(filters, search.filter) }),
  component: function Queue() {
    return <QueuePage filter={queue.useSearch().filter} />;
  },
});

const erpSettings = createRoute({ getParentRoute: () => shell, path: "/erp/settings", component: ErpSettingsPage });

const thingsToKnow = createRoute({
  getParentRoute: () => shell,
  path: "/erp/things-to-know/$connectorId",
  component: function ThingsToKnow() {
    return <ThingsToKnowPage connectorId={thingsToKnow.useParams().connectorId} />;
  },
});

const directory = createRoute({ getParentRoute: () => shell, path: "/directory", component: DirectoryPage });
const rights = createRoute({
  getParentRoute: () => shell,
  path: "/directory/people/$personId/rights",
  validateSearch: (search) => ({ projectId: typeof search.projectId === "string" ? search.projectId : undefined }),
  component: function Rights() {
    return <RightsPage personId={rights.useParams().personId} projectId={rights.useSearch().projectId ?? null} />;
  },
});
const company = createRoute({ getParentRoute: () => shell, path: "/company", component: CompanyPage });
const account = createRoute({ getParentRoute: () => shell, path: "/account", component: AccountPage });
/** Any other address is not found, in the frame. */
const elsewhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });
const mailbox = createRoute({ getParentRoute: () => shell, path: "/mailbox", component: MailboxPage });

const inShell = shell.addChildren([
  home,
  projects,
  contracts,
  contract,
  invoice,
  invoicing,
  queue,
  erpSettings,
  thingsToKnow,
  directory,
  rights,
  company,
  account,
  mailbox,
  elsewhere,
]);

export const router = createRouter({
  routeTree: root.addChildren([signIn, forgotPassword, resetPassword, invitation, inShell]),
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
