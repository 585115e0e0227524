// The people of the company, each with the way to what they may do; for company administrators.
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import { rightsWords as words } from "../../words/en/rights.ts";
import { fill } from "../../words/say.ts";
import { peopleQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";

export function PeoplePanel(): ReactNode {
  const people = useQuery(peopleQuestion);
  return (
    <Answer to={people}>
      {({ people }) => (
        <Panel title={fill(words.people, { count: people.length })} flush>
          <Ledger caption={words.peopleCaption}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.person}</Table.Th>
                <Table.Th scope="col">{words.rights}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {people.map(({ id, name }) => (
                <Table.Tr key={id}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td>
                    <PathLink to={paths.rights(id)} aria-label={fill(words.linkNamed, { name })}>
                      {words.link}
                    </PathLink>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Ledger>
        </Panel>
      )}
    </Answer>
  );
}
