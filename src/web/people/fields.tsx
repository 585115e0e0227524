// The fields of passwords and codes: named so that password managers and phones know what belongs in them.
import { PasswordInput, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { passwordMin } from "../../people/account-wire.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { problemOf } from "../client/fetch.ts";

type FieldProps = { label?: string; value: string; onChange: (value: string) => void; error?: Error | null };

export function PasswordField({ label = words.passwordNow, value, onChange }: FieldProps): ReactNode {
  return (
    <PasswordInput
      label={label}
      name="password"
      autoComplete="current-password"
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": words.showPassword }}
    />
  );
}

export function NewPasswordField({ label = words.newPassword, value, onChange, error = null }: FieldProps): ReactNode {
  return (
    <PasswordInput
      label={label}
      description={fill(words.newPasswordHint, { min: passwordMin })}
      name="newPassword"
      autoComplete="new-password"
      required
      minLength={passwordMin}
      value={value}
      error={problemOf(error, "newPassword") ?? problemOf(error, "password")}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": words.showPassword }}
    />
  );
}

/** It takes the focus as it comes: there is nothing else to do then. */
export function CodeField({ value, onChange, takesFocus = false }: FieldProps & { takesFocus?: boolean }): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  return (
    <TextInput
      ref={field}
      label={words.code}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
