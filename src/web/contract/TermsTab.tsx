// What the contract agrees about billing, what that comes to as the work goes on, and where the contract stood when it
// was taken over.
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { changeOrdersQuestion, scheduleQuestion } from "../client/questions.ts";
import { Waiting } from "../ui/Answer.tsx";
import { agreedTerms } from "./entered-terms.ts";
import { HeldPreview } from "./HeldPreview.tsx";
import { type Basis, basisOf, withRatesOfOrders, workedOut } from "./held-preview.ts";
import { OpeningPanel } from "./OpeningPanel.tsx";
import { TermsForm } from "./TermsForm.tsx";
import { TermsShownPanels } from "./TermsShownPanels.tsx";
import "./terms.css";

export function TermsTab({ contract }: { contract: ContractShown }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const { data: asked, isPending: isScheduleAsked } = useQuery(scheduleQuestion(contract.id));
  const { data: answer, isPending: areOrdersAsked } = useQuery(changeOrdersQuestion(contract.id));
  const orders = answer?.changeOrders;
  const schedule = useMemo(
    () => (asked === undefined || orders === undefined ? undefined : withRatesOfOrders(asked, orders)),
    [asked, orders],
  );
  const basis = useMemo(() => basisOf(schedule), [schedule]);
  // Who may not see the schedule still sees the terms; nobody sees figures of a schedule that is on its way.
  if (isScheduleAsked || areOrdersAsked) return <Waiting />;
  return (
    <Stack gap="md">
      {isEditing ? (
        <TermsForm contract={contract} basis={basis} onDone={() => setEditing(false)} />
      ) : (
        <TermsForReading contract={contract} basis={basis} onEdit={() => setEditing(true)} />
      )}
      {!isEditing && <OpeningPanel contract={contract} schedule={schedule} />}
    </Stack>
  );
}

type TermsForReadingProps = { contract: ContractShown; basis: Basis; onEdit: () => void };

function TermsForReading({ contract, basis, onEdit }: TermsForReadingProps): ReactNode {
  const worked = useMemo(() => workedOut(agreedTerms(contract), basis), [contract, basis]);
  return (
    <div className="two-columns">
      <TermsShownPanels contract={contract} worked={worked} onEdit={onEdit} />
      <HeldPreview worked={worked} />
    </div>
  );
}
