// The bar at the top: the product, the project one works in and its tools, the company's tools, and who is signed in.
import { ActionIcon, Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import type { SessionShown } from "../../people/wire.ts";
import { projectsQuestion, queueQuestion } from "../client/questions.ts";
import { mayDo } from "../client/rights.ts";
import { projectName } from "../project/useProject.ts";
import { Icon } from "../ui/Icon.tsx";
import { PlainPathLink } from "../ui/PathLink.tsx";
import { label } from "../words.ts";
import { PersonMenu } from "./PersonMenu.tsx";

export function TopBar({ session }: { session: SessionShown }): ReactNode {
  const { projectId } = useParams({ strict: false });
  return (
    <div className="top-bar">
      <PlainPathLink to={paths.projects()} className="product">
        <Icon name="bridge" size={22} />
        {label("product.name")}
      </PlainPathLink>
      <nav aria-label={label("shell.projectTools")} className="tools">
        <ProjectPicker projectId={projectId ?? null} />
        {projectId !== undefined && (
          <>
            <ToolLink to={paths.contracts(projectId)}>{label("contracts.title")}</ToolLink>
            <ToolLink to={paths.invoicing(projectId)}>{label("invoicing.title")}</ToolLink>
          </>
        )}
      </nav>
      <nav aria-label={label("shell.companyTools")} className="tools company-tools">
        {mayDo(session, "viewErpQueue") && <QueueLink />}
        <ToolLink to={paths.directory()}>{label("directory.title")}</ToolLink>
        {session.hasMailbox && <ToolLink to={paths.mailbox()}>{label("shell.mailbox")}</ToolLink>}
      </nav>
      <ColourSwitch />
      <PersonMenu session={session} />
    </div>
  );
}

function ToolLink({ to, children }: { to: string; children: ReactNode }): ReactNode {
  const here = useLocation({ select: (location) => location.pathname });
  const tool = to.split("?")[0] ?? to;
  return (
    <PlainPathLink to={to} className="tool" aria-current={here.startsWith(tool) ? "page" : undefined}>
      {children}
    </PlainPathLink>
  );
}

const everyTenSecondsMs = 10_000;

/** The approver sees from anywhere how much is waiting. */
function QueueLink(): ReactNode {
  const queue = useQuery({ ...queueQuestion("readyToExport"), refetchInterval: everyTenSecondsMs });
  const ready = queue.data?.counts.readyToExport ?? 0;
  return (
    <ToolLink to={paths.erpQueue("readyToExport")}>
      {label("erp.title")}
      {ready > 0 && (
        <>
          {" "}
          <span className="count" title={label("shell.ready", { count: ready })}>
            {ready}
            <span className="visually-hidden"> {label("shell.readyShort")}</span>
          </span>
        </>
      )}
    </ToolLink>
  );
}

function ProjectPicker({ projectId }: { projectId: string | null }): ReactNode {
  const { data } = useQuery(projectsQuestion);
  const projects = data?.projects ?? [];
  const current = projects.find(({ id }) => id === projectId);
  return (
    <Menu position="bottom-start" width={340} shadow="md">
      <Menu.Target>
        <UnstyledButton className="project-picker">
          <span className="project-picker-name">
            {current === undefined ? label("shell.chooseProject") : projectName(current)}
          </span>
          <Icon name="down" size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.map((project) => (
          <Menu.Item
            key={project.id}
            renderRoot={(props) => <PlainPathLink to={paths.contracts(project.id)} {...props} />}
            {...(project.id === projectId ? { "aria-current": "true" as const, fw: 650 } : {})}
          >
            {projectName(project)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <PlainPathLink to={paths.projects()} {...props} />}>
          {label("shell.allProjects")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ColourSwitch(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      className="bar-icon"
      variant="transparent"
      aria-label={label(other === "dark" ? "shell.toDark" : "shell.toLight")}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={other === "dark" ? "moon" : "sun"} size={18} />
    </ActionIcon>
  );
}
