/** The tests of PostgreSQL need its programs; whoever wants to be sure that they ran says so by this variable. */
const required = Deno.env.get("MAINSTAY_POSTGRES") === "required";

/** Where distributions keep what is not on the path. */
const folders = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];

const programs = findPrograms();
const missing = "PostgreSQL is not installed (apt-get install postgresql)";

/** The user that the server runs as, and owns its files. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A PostgreSQL server of a test's own: in a folder of its own, on a socket and a port of this machine, gone with its scope. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #owner: Owner | undefined;
  #process: Deno.ChildProcess | undefined;

  private constructor(folder: string, port: number, owner: Owner | undefined) {
    this.#folder = folder;
    this.port = port;
    this.#owner = owner;
  }

  /** Makes a server and starts it. The user `mainstay` has the password `secret`. */
  static async start(): Promise<PostgresServer> {
    if (programs === undefined) throw new Error(missing);
    const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "mainstay-postgres-" }));
    const owner = Deno.uid() === 0 ? serverUser() : undefined;
    if (owner !== undefined) Deno.chownSync(folder, owner.uid, owner.gid);
    const server = new PostgresServer(folder, freePort(), owner);
    Deno.writeTextFileSync(`${folder}/password`, "secret\n");
    Deno.chmodSync(`${folder}/password`, 0o644);
    const how = ["--username=mainstay", "--auth=scram-sha-256", `--pwfile=${folder}/password`];
    const { success, stderr } = await new Deno.Command(`${programs}/initdb`, {
      args: [`--pgdata=${folder}/data`, ...how, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
      cwd: folder,
      ...owner,
    }).output();
    if (!success) throw new Error(`initdb failed: ${new TextDecoder().decode(stderr)}`);
    await server.resume();
    return server;
  }

  /** Where a database of the server is. */
  url(database = "postgres"): string {
    return `postgres://mainstay:secret@127.0.0.1:${this.port}/${database}`;
  }

  /** Does statements with the server's own client; answers what it prints. */
  async sql(statements: string): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(`${programs}/psql`, {
      args: [
        "--no-psqlrc",
        "--tuples-only",
        "--no-align",
        "--set=ON_ERROR_STOP=1",
        "--command",
        statements,
        this.url(),
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  }

  /** Starts it again after it was killed, and waits until it answers. */
  async resume(): Promise<void> {
    // Nothing here has to outlive the machine.
    const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "100", log_min_messages: "panic" };
    this.#process = new Deno.Command(`${programs}/postgres`, {
      args: [
        ...["-D", `${this.#folder}/data`, "-k", this.#folder, "-h", "127.0.0.1", "-p", String(this.port)],
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      cwd: this.#folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      ...this.#owner,
    }).spawn();
    for (;;) {
      try {
        await this.sql("SELECT 1");
        return;
      } catch (thrown) {
        const ended = await Promise.race([this.#process.status, new Promise<void>((go) => setTimeout(go, 20))]);
        if (ended) throw new Error("The server ended while it started", { cause: thrown });
      }
    }
  }

  /** Ends it as a crash does: all of its processes at once, with nothing tidied up. */
  async crash(): Promise<void> {
    this.#process?.kill("SIGQUIT");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Makes the server's end of all connections stand still, as a machine that is cut off does, until `act` is over. */
  async frozen(act: () => Promise<void>): Promise<void> {
    const clients = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
    const told = await this.sql(`SELECT pid FROM pg_stat_activity WHERE ${clients}`);
    const pids = told.split("\n").filter((pid) => pid !== "").map(Number);
    for (const pid of pids) Deno.kill(pid, "SIGSTOP");
    try {
      await act();
    } finally {
      for (const pid of pids) Deno.kill(pid, "SIGCONT");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** A server for all tests of a file, and tests that use it. Without PostgreSQL they are left out, visibly, or fail where it is required. */
export function postgresTests(): {
  /** Whether the tests run. */
  readonly isThere: boolean;
  /** The server; only inside of a test. */
  readonly server: PostgresServer;
  /** Registers a test. */
  readonly test: (name: string, act: () => Promise<void>) => void;
} {
  let server: PostgresServer | undefined;
  const ignore = programs === undefined && !required;
  if (!ignore) {
    Deno.test.beforeAll(async () => void (server = await PostgresServer.start()));
    Deno.test.afterAll(() => server?.[Symbol.asyncDispose]());
  }
  return {
    isThere: !ignore,
    get server() {
      return server!;
    },
    test: (name, fn) => Deno.test({ name: ignore ? `${name} (left out: ${missing})` : name, ignore, fn }),
  };
}

function findPrograms(): string | undefined {
  const onPath = (Deno.env.get("PATH") ?? "").split(":");
  const installed = folders.flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}/bin`)).reverse();
  return [...onPath, ...installed].find((folder) =>
    ["initdb", "postgres", "psql"].every((name) => isFile(`${folder}/${name}`))
  );
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The server refuses to run as root: it runs as the user that it was installed with, or as nobody. */
function serverUser(): Owner {
  const lines = Deno.readTextFileSync("/etc/passwd").split("\n").map((line) => line.split(":"));
  const [, , uid, gid] = lines.find(([name]) => name === "postgres") ?? lines.find(([name]) => name === "nobody")!;
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
