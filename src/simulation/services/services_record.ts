import type { ApplicationReport } from "../../services/application_report.ts";
import type { ReadyResult } from "../../services/ready_wait.ts";
import type { ApplicationEvent } from "../../services/service_event.ts";
import type { ApplicationStatus, ServiceInfo } from "../../services/service_info.ts";
import type { ServiceHooks } from "../../services/service_spec.ts";

/** A hook that each run of a service calls. */
export type SimulatedHook = Exclude<keyof ServiceHooks, "onDependencyChange">;

/** These hooks, in the order in which a run calls them. */
export const simulatedHooks = [
  "beforeStart",
  "onStart",
  "serve",
  "afterStart",
  "beforeStop",
  "onStop",
  "afterStop",
  "afterChildrenStop",
] as const satisfies readonly SimulatedHook[];

/** A hook of one run of a service was called, or is over. */
export interface Deed {
  /** When. */
  readonly atMs: number;
  /** The path of the service. */
  readonly service: string;
  /** Which run of it. */
  readonly incarnation: number;
  /** Which hook. */
  readonly hook: SimulatedHook;
  /** Whether it was called, has returned, or has thrown. */
  readonly is: "called" | "returned" | "threw";
  /** How many events had been told by then. */
  readonly told: number;
}

/** What an application said of itself as a whole. */
export interface ApplicationState {
  /** When. */
  readonly atMs: number;
  /** What it said. */
  readonly status: ApplicationStatus;
}

/** What came of an application's start-up. */
export interface StartUp {
  /** When that was known. */
  readonly atMs: number;
  /** What came of it. */
  readonly outcome: ReadyResult["outcome"];
}

/** What services told and did, beyond their supervision. */
export interface ServicesRecord {
  /** All that the application told, in order: its supervision, and of each service its status and readiness. */
  readonly told: readonly ApplicationEvent[];
  /** What hooks were called, in order. */
  readonly deeds: readonly Deed[];
  /** What the application said of itself, whenever that changed. */
  readonly states: readonly ApplicationState[];
  /** What came of its start-up, if that was known by the end of the run. */
  readonly startUp: StartUp | undefined;
  /** Its services at the end of the run. */
  readonly services: readonly ServiceInfo[];
  /** What it reports, if it was over. */
  readonly application: ApplicationReport | undefined;
  /** When it was over, and how many events had been told by then. */
  readonly over: { readonly atMs: number; readonly told: number } | undefined;
}
