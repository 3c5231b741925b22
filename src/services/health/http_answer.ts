/** JSON, as an HTTP header says it. */
export const jsonType = "application/json; charset=utf-8";
/** Plain text, as an HTTP header says it. */
export const plainType = "text/plain; charset=utf-8";

/** What is sent, apart from the headers that every answer has. */
export class HttpAnswer {
  readonly #status: number;
  readonly #body: Uint8Array<ArrayBuffer>;
  readonly #headers: Headers;

  /** @param headers Those that only this answer has. */
  constructor(status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}) {
    this.#status = status;
    this.#body = new TextEncoder().encode(body);
    this.#headers = new Headers({
      "content-type": type,
      "content-length": String(this.#body.byteLength),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
  }

  /** A response of its own for each request. For HEAD it has the same headers, but no body. */
  response(method: string): Response {
    return new Response(method === "HEAD" ? null : this.#body, { status: this.#status, headers: this.#headers });
  }
}
