// What an ERP takes and how, before somebody finds out by being refused.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import { erpConnectionQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { NotFound } from "../ui/NotFound.tsx";
import { Page } from "../ui/Page.tsx";
import { Facts, Panel } from "../ui/Panel.tsx";
import { label } from "../words.ts";

export function ThingsToKnowPage({ connectorId }: { connectorId: string }): ReactNode {
  const connection = useQuery(erpConnectionQuestion);
  return (
    <Answer to={connection}>
      {({ connection, connectors }) => {
        const connector = connectors.find(({ id }) => id === connectorId);
        if (connector === undefined) return <NotFound />;
        const isOurs = connection?.connector === connector.id;
        return (
          <Page
            title={label("thingsToKnow.title", { name: connector.name })}
            crumbs={[{ text: label("erp.title"), to: paths.erpQueue("readyToExport") }]}
            subtitle={connector.label}
          >
            <Panel title={label("thingsToKnow.what")}>
              <Facts
                facts={[
                  {
                    name: label("thingsToKnow.ownerInvoices"),
                    value: label(connector.takesOwnerInvoices ? "thingsToKnow.takes" : "thingsToKnow.takesNot"),
                  },
                  {
                    name: label("thingsToKnow.numbers"),
                    value: label("thingsToKnow.numberMax", { max: connector.numberMax }),
                  },
                  {
                    name: label("thingsToKnow.setUp"),
                    value: label("thingsToKnow.needs", {
                      count: connector.settings.length,
                      fields: connector.settings.map((field) => field.label).join(", "),
                    }),
                  },
                  {
                    name: label("thingsToKnow.here"),
                    value: label(isOurs ? "thingsToKnow.connected" : "thingsToKnow.notConnected"),
                  },
                ]}
              />
            </Panel>
            <Panel title={label("thingsToKnow.before")}>
              <ul className="plain-list">
                <li>{label("thingsToKnow.linkJob")}</li>
                <li>{label("thingsToKnow.linkCustomer")}</li>
                <li>{label("thingsToKnow.approve")}</li>
                <li>{label("thingsToKnow.once")}</li>
              </ul>
            </Panel>
          </Page>
        );
      }}
    </Answer>
  );
}
