// No such page, or none that this person may see: the two are told apart to nobody.
import { type ReactNode, useContext } from "react";
import { paths } from "../../paths.ts";
import { label } from "../words.ts";
import { EmptyState } from "./EmptyState.tsx";
import { InPage, Page } from "./Page.tsx";
import { PathLink } from "./PathLink.tsx";

export function NotFound(): ReactNode {
  const isPartOfPage = useContext(InPage);
  return isPartOfPage ? <Nothing /> : <NotFoundPage />;
}

function NotFoundPage(): ReactNode {
  return (
    <Page title={label("notFound.title")}>
      <Nothing />
    </Page>
  );
}

function Nothing(): ReactNode {
  return (
    <EmptyState
      icon="question"
      title={label("notFound.what")}
      action={<PathLink to={paths.projects()}>{label("notFound.projects")}</PathLink>}
    >
      {label("notFound.text")}
    </EmptyState>
  );
}
