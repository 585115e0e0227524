// A button that may be closed, and the "?" beside it that says why: every reason, each with the link to where it is
// mended. The greyed button can still be reached by keyboard, and its reasons are its description.
import { ActionIcon, Button, type ButtonProps, Popover } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import type { ReasonShown } from "../../wire.ts";
import { label } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { PathLink } from "./PathLink.tsx";

/** Long enough to move the pointer from the "?" to a link in the list. */
const leaveAfterMs = 180;

/** The "?" alone. `about` names what is closed: the text of the button it stands beside. */
export function WhyClosed({ about, reasons }: { about: string; reasons: readonly ReasonShown[] }): ReactNode {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [isPinned, setPinned] = useState(false);
  const leaving = useRef<number | undefined>(undefined);
  const question = useRef<HTMLButtonElement>(null);

  const enter = () => {
    window.clearTimeout(leaving.current);
    setOpen(true);
  };
  const leave = () => {
    if (!isPinned) leaving.current = window.setTimeout(() => setOpen(false), leaveAfterMs);
  };
  const close = () => {
    window.clearTimeout(leaving.current);
    setPinned(false);
    setOpen(false);
  };
  const blur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) close();
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    question.current?.focus();
    close();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches what its button and its list do
    <span className="why-closed" onMouseEnter={enter} onMouseLeave={leave} onBlur={blur} onKeyDown={closeOnEscape}>
      <Popover
        opened={isOpen}
        onDismiss={close}
        closeOnEscape={false}
        withinPortal={false}
        withRoles={false}
        withArrow
        floatingStrategy="fixed"
        position="bottom-end"
        shadow="md"
        width={360}
      >
        <Popover.Target>
          <ActionIcon
            ref={question}
            variant="subtle"
            size="md"
            aria-label={label("why.closed", { about })}
            aria-expanded={isOpen}
            aria-controls={listId}
            onFocus={enter}
            onClick={() => {
              setPinned(!isPinned);
              setOpen(true);
            }}
          >
            <Icon name="question" size={18} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown id={listId} p="sm">
          <Reasons reasons={reasons} title={label("why.title", { about, count: reasons.length })} />
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}

/** Every reason as a list, with links to where it is mended. */
export function Reasons({ reasons, title }: { reasons: readonly ReasonShown[]; title?: string }): ReactNode {
  return (
    <div className="reasons">
      {title && <p className="reasons-title">{title}</p>}
      <ul>
        {reasons.map((reason, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two reasons may be the same but for their place
          <li key={index}>
            {reason.message}
            {reason.link !== null && (
              <>
                {" "}
                <PathLink to={reason.link}>{label("why.fix")}</PathLink>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

type ClosableButtonProps = Omit<ButtonProps, "children" | "disabled"> & {
  children: string;
  /** Empty: the button is open. */
  closedBecause: readonly ReasonShown[];
  onClick: () => void;
  type?: "button" | "submit";
};

/** A button with its "?". Closed, it stays in the tab order with `aria-disabled`, and pressing it does nothing. */
export function ClosableButton({
  children,
  closedBecause,
  onClick,
  type = "button",
  ...rest
}: ClosableButtonProps): ReactNode {
  const descriptionId = useId();
  if (closedBecause.length === 0) {
    return (
      <Button type={type} onClick={onClick} {...rest}>
        {children}
      </Button>
    );
  }
  return (
    <span className="closable">
      <Button
        type="button"
        {...rest}
        loading={false}
        data-disabled
        aria-disabled
        aria-describedby={descriptionId}
        onClick={(event) => event.preventDefault()}
      >
        {children}
      </Button>
      <span id={descriptionId} hidden>
        {closedBecause.map((reason) => reason.message).join(" ")}
      </span>
      <WhyClosed about={children} reasons={closedBecause} />
    </span>
  );
}
