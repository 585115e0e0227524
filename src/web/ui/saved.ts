// A short word at the edge of the screen that an act is done; it goes away by itself and is read to screen readers.
import { notifications } from "@mantine/notifications";

export function saySaved(message: string): void {
  notifications.show({ message, withBorder: true });
}
