// The API's description, OpenAPI 3.1: made of the same shapes that check what comes in.
import { z } from "zod";
import { ErrorShown } from "../wire.ts";
import { statusOf } from "./refusals.ts";
import type { Route } from "./route.ts";

/** OpenAPI 3.1 describes values in the dialect of JSON Schema that zod writes. */
type JsonSchema = Record<string, unknown>;

export function describeApi(routes: readonly Route[], version: string, publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const { path, method } = route.definition;
    paths[path] = { ...paths[path], [method]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Drawbridge",
      version,
      description:
        "Amounts, quantities and percentages are text in plain decimals; days are yyyy-mm-dd; instants are ISO 8601 in UTC. A refusal gives every reason at once.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: { Error: schemaOf(ErrorShown, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "drawbridge" },
      },
    },
  };
}

function operationOf({ definition, signedIn }: Route): object {
  const { params, query, body, file, answer, path, method, summary, status } = definition;
  const content = body
    ? { "application/json": { schema: schemaOf(body, "input") } }
    : Object.fromEntries((file ?? []).map((type) => [type === "*" ? "*/*" : type, {}]));
  const good = answer
    ? { description: "Done", content: { "application/json": { schema: schemaOf(answer, "output") } } }
    : { description: "Done" };
  return {
    operationId: `${method}_${path.replace(/^\/api\//, "").replace(/\W+/g, "_")}`.replace(/_$/, ""),
    summary,
    tags: [path.split("/")[2]],
    security: signedIn ? [{ bearer: [] }, { cookie: [] }] : [],
    parameters: [...parametersOf(params, "path"), ...parametersOf(query, "query")],
    ...(body || file ? { requestBody: { required: true, content } } : {}),
    responses: { [answer ? (status ?? 200) : 204]: good, ...refusalResponses },
  };
}

const refusalResponses = Object.fromEntries(
  [...new Set(Object.values(statusOf))].sort().map((status) => [
    status,
    {
      description: Object.entries(statusOf)
        .filter(([, other]) => other === status)
        .map(([code]) => code)
        .join(", "),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]),
);

function parametersOf(shape: z.ZodType | undefined, place: "path" | "query"): object[] {
  if (!(shape instanceof z.ZodObject)) return [];
  const schema = schemaOf(shape, "input");
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    schema: property,
  }));
}

function schemaOf(shape: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, target: "draft-2020-12" });
  return schema;
}
