import type { ApplicationInfo, ServiceInfo } from "../service_info.ts";

/**
 * Every service of an application, each one before those that belong to it. What is missing is 0 or empty: whoever asks for the health of
 * an application that is being built or torn down gets an answer all the same.
 */
export function serviceList(info: ApplicationInfo): ServiceInfo[] {
  const list: ServiceInfo[] = [];
  const visit = (services: readonly Partial<ServiceInfo>[] | undefined, parents: string) => {
    for (const service of services ?? []) {
      const whole = filledIn(service, parents);
      list.push(whole);
      visit(whole.children, `${whole.path}/`);
    }
  };
  visit(info.services, "");
  return list;
}

/** The number itself, or 0 for what is none. */
export function numberOr0(value: unknown): number {
  return typeof value === "number" && !Number.isNaN(value) ? value : 0;
}

function filledIn(service: Partial<ServiceInfo>, parents: string): ServiceInfo {
  const { name = "", status = "not-started", reason, retryAtMs, budget, lastFailure } = service;
  return {
    name,
    path: service.path ?? `${parents}${name}`,
    role: service.role ?? "required",
    status,
    ready: service.ready === true,
    reason,
    retryAtMs,
    incarnation: numberOr0(service.incarnation),
    restarts: numberOr0(service.restarts),
    failures: numberOr0(service.failures),
    budget: { intensity: numberOr0(budget?.intensity), left: numberOr0(budget?.left) },
    lastFailure,
    dependsOn: service.dependsOn ?? [],
    children: service.children ?? [],
  };
}
