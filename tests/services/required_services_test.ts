import { assertEquals } from "@std/assert";
import { RequiredServices } from "../../src/services/required_services.ts";
import type { ServiceNode } from "../../src/services/service_node.ts";

/** Of a service nothing else is looked at. */
const service = (counts = true) => ({ counts, isReady: false }) as unknown as ServiceNode & { isReady: boolean };

const seen = ({ all, ready, areReady, wereReady }: RequiredServices) => [all, ready, areReady, wereReady];

Deno.test("RequiredServices are all ready while there are none", () => {
  assertEquals(seen(new RequiredServices()), [0, 0, true, false]);
});

Deno.test("RequiredServices remember that they were all ready at once", () => {
  const required = new RequiredServices();
  const [a, b] = [service(), service()];
  for (const each of [a, b]) required.add(each);
  a.isReady = true;
  required.look(a);
  assertEquals(seen(required), [2, 1, false, false]);
  b.isReady = true;
  required.look(b);
  assertEquals(seen(required), [2, 2, true, true]);
  a.isReady = false;
  required.look(a);
  assertEquals(seen(required), [2, 1, false, true]);
});

Deno.test("RequiredServices do not count who is optional", () => {
  const required = new RequiredServices();
  const optional = service(false);
  required.add(optional);
  required.look(optional);
  required.remove(optional);
  assertEquals(seen(required), [0, 0, true, false]);
});

Deno.test("RequiredServices do not wait for who has left", () => {
  const required = new RequiredServices();
  const [a, b] = [service(), service()];
  for (const each of [a, b]) required.add(each);
  b.isReady = true;
  required.look(b);
  required.remove(a);
  assertEquals(seen(required), [1, 1, true, false]);
});
