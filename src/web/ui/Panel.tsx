// A surface with a name: a part of a page.
import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

type PanelProps = { title: string; actions?: ReactNode; flush?: boolean; children: ReactNode };

export function Panel({ title, actions, flush = false, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} data-flush={flush || undefined}>
      <div className="panel-head">
        <Title order={2} id={id}>
          {title}
        </Title>
        {actions && <div className="panel-actions">{actions}</div>}
      </div>
      <div className="panel-body">{children}</div>
    </section>
  );
}

/** Names and values, one under the other. */
export function Facts({ facts }: { facts: readonly Readonly<{ name: string; value: ReactNode }>[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
