import { checkBoolean, checkKeys, shown } from "../../core/option_check.ts";

/** How a connection is encrypted. Texts are in PEM form. */
export interface PostgresTls {
  /** Who may vouch for the server; without it, whoever the platform trusts. */
  readonly ca?: string;
  /** The certificate that this side shows. */
  readonly cert?: string;
  /** The key of `cert`. */
  readonly key?: string;
  /** The name that the server's certificate must have, where it is not the host's. */
  readonly serverName?: string;
  /**
   * Whether the server's certificate is checked. Without the check anybody in between can read and change everything.
   * @default true
   */
  readonly verify?: boolean;
}

/**
 * Checks how a connection is to be encrypted.
 *
 * @throws {TypeError} For an unknown field, and for a value of the wrong kind. Keys are not shown.
 */
export function checkTls(action: string, tls: unknown): asserts tls is boolean | PostgresTls {
  if (typeof tls === "boolean") return;
  if (typeof tls !== "object" || tls === null) {
    throw new TypeError(`Cannot ${action}: "tls" must be true, false or an object, received ${shown(tls)}`);
  }
  checkKeys(action, "tls", tls, ["ca", "cert", "key", "serverName", "verify"]);
  const { verify, ...texts } = tls as Record<string, unknown>;
  if (verify !== undefined) checkBoolean(action, "tls.verify", verify);
  for (const [field, text] of Object.entries(texts)) {
    if (text === undefined || (typeof text === "string" && text !== "")) continue;
    throw new TypeError(`Cannot ${action}: "tls.${field}" must be a text that is not empty`);
  }
}
