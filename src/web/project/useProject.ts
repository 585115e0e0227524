// The project a page stands in: its name for the breadcrumbs, its ERP job, and what this person may do there.
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { paths } from "../../paths.ts";
import type { ProjectShown } from "../../people/wire.ts";
import { ApiRefusal } from "../client/fetch.ts";
import { projectsQuestion } from "../client/questions.ts";
import type { Crumb } from "../ui/Page.tsx";
import { label } from "../words.ts";

/** A project that is not in the list does not exist for this person. */
export function useProject(projectId: string): UseQueryResult<ProjectShown> {
  return useQuery({
    ...projectsQuestion,
    select: ({ projects }) => {
      const found = projects.find(({ id }) => id === projectId);
      if (found === undefined) throw new ApiRefusal(404, "not_found", label("notFound.what"), []);
      return found;
    },
  });
}

/** Number and name; a name that begins with the number says both. */
export function projectName({ number, name }: Readonly<{ number: string; name: string }>): string {
  return name.startsWith(number) ? name : `${number} ${name}`;
}

/** Projects > the project, which leads to its prime contracts. */
export function projectCrumbs(project: Readonly<{ id: string; number: string; name: string }>): readonly Crumb[] {
  return [
    { text: label("projects.title"), to: paths.projects() },
    { text: projectName(project), to: paths.contracts(project.id) },
  ];
}
