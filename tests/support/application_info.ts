import type { ApplicationInfo, ServiceInfo } from "../../src/services/service_info.ts";

/** A service that runs and is ready, but for what is given. */
export function serviceInfo(name: string, given: Partial<ServiceInfo> = {}): ServiceInfo {
  return {
    name,
    path: name,
    role: "required",
    status: "running",
    ready: true,
    incarnation: 1,
    restarts: 0,
    failures: 0,
    budget: { intensity: 5, left: 5 },
    dependsOn: [],
    children: [],
    ...given,
  };
}

/** An application that is well and has no service, but for what is given. */
export function applicationInfo(given: Partial<ApplicationInfo> = {}): ApplicationInfo {
  return { name: "shop", status: "ok", nowMs: 0, uptimeMs: 0, services: [], ...given };
}

/** As many services as wanted; every tenth has failed, with a message and a child of its own. */
export function manyServices(count: number): ServiceInfo[] {
  return Array.from({ length: count / 1.1 }, (_, index) => {
    const name = `service-${index}`;
    const children = index % 10 === 0 ? [serviceInfo("child", { path: `${name}/child` })] : [];
    const failed = { status: "failed", ready: false, reason: "connection refused", retryAtMs: 5_000 } as const;
    return serviceInfo(name, { children, dependsOn: ["db"], ...(index % 10 === 0 ? failed : {}) });
  });
}
