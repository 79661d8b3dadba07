/** Holds what goes over the wire against an OpenAPI document's own schemas. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A JSON pointer into the document: its parts as they are. */
type Pointer = readonly (string | number)[];

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

export interface OpenApiResponse {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema?: { readonly $ref?: string; readonly items?: { readonly $ref?: string } };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;
}

export class OpenApiCheck {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: object) {
    // Through JSON, as whoever reads it gets it.
    const read: OpenApiDocument = JSON.parse(JSON.stringify(document));
    this.document = read;
    addFormats.default(this.#ajv);
    this.#ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components', 'discriminator']);
    this.#ajv.addSchema(read, 'document');
  }

  /** What is wrong with `value` by the schema at `pointer`; throws for a schema that is none. */
  mistakes(pointer: Pointer, value: unknown): string[] {
    const place = pointer.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = this.#compiled.get(place) ?? this.#ajv.compile({ $ref: `document#/${place}` });
    this.#compiled.set(place, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath || '/'} ${message}`);
  }

  /** `method` in small letters. */
  requestMistakes(method: string, path: string, body: unknown): string[] {
    return this.mistakes(
      ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'],
      body,
    );
  }

  /** Also where the document says nothing of such an answer. `type`: its media type without parameters. */
  answerMistakes(method: string, path: string, status: number, type: string, body: unknown): string[] {
    const said = this.document.paths[path]?.[method]?.responses[status];
    if (said === undefined) return [`the document says nothing of ${status}`];
    const pointer =
      said.$ref === undefined ? ['paths', path, method, 'responses', status] : said.$ref.slice(2).split('/');
    if (this.at([...pointer, 'content', type, 'schema']) === undefined)
      return [`the document says nothing of ${type}`];
    return this.mistakes([...pointer, 'content', type, 'schema'], body);
  }

  /** What stands at `pointer`; undefined: nothing. */
  at(pointer: Pointer): unknown {
    return pointer.reduce<unknown>(
      (within, part) =>
        typeof within === 'object' && within !== null ? Reflect.get(within, part) : undefined,
      this.document,
    );
  }
}
