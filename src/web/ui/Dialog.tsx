// Dialogs: one that holds a form, and one that asks before something that is hard to take back. Both keep the focus
// inside, close on Escape and give the focus back to where it was.
import { Button, Group, Modal, type ModalProps, Stack, Text } from "@mantine/core";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import { label } from "../words.ts";
import { RefusalAlert } from "./RefusalAlert.tsx";

type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  size?: ModalProps["size"];
  children: ReactNode;
};

export function Dialog({ title, isOpen, onClose, size = "md", children }: DialogProps): ReactNode {
  // Heard here and not on the window, so that what is open inside the dialog can take Escape for itself.
  const close = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={size} closeOnEscape={false} onKeyDown={close}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={label("dialog.close")} />
        </div>
        <Modal.Body>{isOpen && children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

type FormProps = {
  children: ReactNode;
  submit: string;
  onSubmit: () => void;
  onCancel: () => void;
  isBusy: boolean;
  error: unknown;
  nameOf?: (field: string) => string | null;
};

/** The body of a dialog that is a form: fields, what was refused, Cancel and one verb. */
export function DialogForm({ children, submit, onSubmit, onCancel, isBusy, error, nameOf }: FormProps): ReactNode {
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        {children}
        <RefusalAlert error={error} nameOf={nameOf} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {label("dialog.cancel")}
          </Button>
          <Button type="submit" loading={isBusy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type ConfirmDialogProps = {
  title: string;
  isOpen: boolean;
  /** What will happen, in a sentence. */
  children: ReactNode;
  /** The verb on the button. */
  confirm: string;
  onConfirm: () => void;
  onClose: () => void;
  isBusy: boolean;
  error: unknown;
  isDangerous?: boolean;
};

export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { title, isOpen, children, confirm, onConfirm, onClose, isBusy, error, isDangerous = false } = props;
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <Stack gap="md">
        <Text component="div" size="md">
          {children}
        </Text>
        <RefusalAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {label("dialog.cancel")}
          </Button>
          <Button {...(isDangerous ? { color: "red.8" } : {})} loading={isBusy} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
