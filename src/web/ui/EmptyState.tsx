// What stands where a list would be: what belongs here, and what to do first.
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

type EmptyStateProps = { title: string; children: ReactNode; action?: ReactNode; icon?: IconName; order?: 2 | 3 };

export function EmptyState({ title, children, action, icon = "file", order = 2 }: EmptyStateProps): ReactNode {
  return (
    <div className="empty-state">
      <Icon name={icon} size={28} />
      <Title order={order}>{title}</Title>
      <div className="empty-state-text">{children}</div>
      {action}
    </div>
  );
}
