import { assertEquals } from "@std/assert";
import { type AnyService, Resource } from "@mainstay/supervisor/services";
import { isMeant, referenceText } from "../../src/services/service_reference.ts";

class Database extends Resource {}
class Primary extends Database {}

const instance = new Primary({ name: "db" });
const object = { name: "db" };

for (
  const [what, reference, source, expected] of [
    ["its name", "db", object, true],
    ["another name", "web", object, false],
    ["its object", object, object, true],
    ["an equal object", { name: "db" }, object, false],
    ["its instance", instance, instance, true],
    ["another instance", new Primary({ name: "db" }), instance, false],
    ["its class", Primary, instance, true],
    ["the class above", Database, instance, true],
    ["a class, of an object", Database, object, false],
    ["nothing", undefined as never, object, false],
  ] as const satisfies readonly (readonly [string, unknown, AnyService, boolean])[]
) {
  Deno.test(`isMeant() by ${what} is ${expected}`, () => {
    assertEquals(isMeant(reference, { name: "db", source }), expected);
  });
}

for (
  const [reference, text] of [
    ["db", 'service "db"'],
    [Database, "service of class Database"],
    [{ name: "db" }, 'service that was given as this object, "db"'],
    [instance, 'service that was given as this object, "db"'],
    [{} as AnyService, "service that was given as this object"],
    [null as never, "service null"],
    [5 as never, "service 5"],
  ] as const
) {
  Deno.test(`referenceText() is ${text}`, () => {
    assertEquals(referenceText(reference), text);
  });
}
