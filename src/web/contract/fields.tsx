// The fields of a prime contract, in the dialog that makes one and in the form that changes it.
import { Group, NativeSelect, SimpleGrid, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { z } from "zod";
import type { ContractShown, NewContract } from "../../contract/wire.ts";
import { problemOf } from "../client/fetch.ts";
import { organizationsQuestion } from "../client/questions.ts";
import { label } from "../words.ts";
import { typedPercent } from "./typed.ts";

/** As they stand in the fields: text, and an empty one where nothing is given. */
export type ContractFields = Readonly<{
  number: string;
  title: string;
  ownerId: string;
  contractor: string;
  architect: string;
  contractOn: string;
  retainageOnWork: string;
  retainageOnMaterials: string;
}>;

export const emptyFields: ContractFields = {
  number: "",
  title: "",
  ownerId: "",
  contractor: "",
  architect: "",
  contractOn: "",
  retainageOnWork: "10",
  retainageOnMaterials: "10",
};

export function fieldsOf(contract: ContractShown): ContractFields {
  const { number, title, contractor, architect, retainageOnWork, retainageOnMaterials } = contract;
  return {
    number,
    title,
    ownerId: contract.owner?.id ?? "",
    contractor,
    architect,
    contractOn: contract.contractOn ?? "",
    retainageOnWork,
    retainageOnMaterials,
  };
}

/** What the screen calls a field. */
export function contractFieldName(field: string): string | null {
  const names = Object.keys(emptyFields) as (keyof ContractFields)[];
  const name = names.find((known) => known === field);
  return name === undefined ? null : label(`contract.${name}`);
}

/** As the wire takes them. */
export function wireOf(fields: ContractFields) {
  return {
    ...fields,
    ownerId: fields.ownerId === "" ? null : fields.ownerId,
    contractOn: fields.contractOn === "" ? null : fields.contractOn,
    retainageOnWork: typedPercent(fields.retainageOnWork),
    retainageOnMaterials: typedPercent(fields.retainageOnMaterials),
  } satisfies Partial<z.infer<typeof NewContract>>;
}

type ContractFieldsetProps = { fields: ContractFields; onChange: (fields: ContractFields) => void; error: unknown };

export function ContractFieldset({ fields, onChange, error }: ContractFieldsetProps): ReactNode {
  const { data } = useQuery(organizationsQuestion);
  const text = (name: keyof ContractFields) => ({
    name,
    label: label(`contract.${name}`),
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...fields, [name]: event.currentTarget.value }),
    error: problemOf(error, name),
  });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput {...text("number")} required data-autofocus />
        <TextInput {...text("contractOn")} type="date" />
      </SimpleGrid>
      <TextInput {...text("title")} required />
      <NativeSelect
        {...text("ownerId")}
        description={label("contract.ownerHint")}
        data={[
          { value: "", label: label("contracts.noOwner") },
          ...(data?.organizations ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput {...text("contractor")} />
        <TextInput {...text("architect")} />
      </SimpleGrid>
      <Group align="flex-start" gap="sm">
        <TextInput {...text("retainageOnWork")} inputMode="decimal" rightSection="%" className="percent-field" />
        <TextInput {...text("retainageOnMaterials")} inputMode="decimal" rightSection="%" className="percent-field" />
      </Group>
    </>
  );
}
